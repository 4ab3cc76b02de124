"""Statistics and text reading, free of Django: numpy, pandas, scipy, scikit-learn and nltk alone."""
