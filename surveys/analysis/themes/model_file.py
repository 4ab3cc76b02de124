"""Fitted models as files of plain numbers: nothing in them is executed when they are read.

One ``.npz`` without pickle: the words and letters of the vocabulary as UTF-8 bytes, their weights as arrays, and a JSON
header that names the codebook. A file of another codebook or format is refused.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from sklearn.pipeline import FeatureUnion

from surveys.analysis.themes.classifier import Fit, ThemeClassifier
from surveys.analysis.themes.features import LexiconFeatures, letter_grams, text_features, tfidf, word_grams
from surveys.analysis.themes.tagger import ThemeTagger

FORMAT = 1
_PARTS = {"words": word_grams, "letters": letter_grams}
_FIT = ("coefficients", "intercept", "slope", "offset", "threshold", "learnt")


class ModelFileError(ValueError):
    """A model file that cannot be used, with a sentence that says why."""


def save_model(tagger: ThemeTagger, path: Path | BinaryIO, *, about: dict[str, Any] | None = None) -> None:
    """Write the models of a fitted tagger; ``about`` is kept in the header for whoever reads the file."""
    features = tagger.classifier_.features_
    arrays: dict[str, Any] = {name: getattr(tagger.classifier_.fit_, name) for name in _FIT}
    arrays["coefficients"] = arrays["coefficients"].astype(np.float16)
    arrays["modelled"] = tagger.modelled_
    arrays["rules_f1"], arrays["model_f1"] = tagger.rules_f1_, tagger.model_f1_
    weight = 1.0
    for name, step in features.transformer_list:
        if isinstance(step, LexiconFeatures):
            weight = step.weight
            continue
        ordered = sorted(step.vocabulary_, key=step.vocabulary_.__getitem__)
        arrays[f"{name}_vocabulary"] = np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8)
        arrays[f"{name}_idf"] = step.idf_.astype(np.float32)
    header = {
        "format": FORMAT,
        "codebook": tagger.codebook.version,
        "themes": list(tagger.codebook.codes),
        "lexicon_weight": weight,
        "about": about or {},
    }
    arrays["header"] = np.frombuffer(json.dumps(header, sort_keys=True).encode(), dtype=np.uint8)
    # Times of their own would make equal models unequal files.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(arrays):
            with file.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as part:
                np.lib.format.write_array(part, np.asarray(arrays[name]), allow_pickle=False)


def read_header(path: Path | BinaryIO) -> dict[str, Any]:
    """What a model file says about itself. Raises ModelFileError if it is none of ours."""
    try:
        _to_its_beginning(path)
        with np.load(path, allow_pickle=False) as arrays:
            header: dict[str, Any] = json.loads(arrays["header"].tobytes())
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelFileError(
            f"{_name(path)} is no model file that can be read; fit the models again."
        ) from error
    return header


def _to_its_beginning(path: Path | BinaryIO) -> None:
    if not isinstance(path, Path):
        path.seek(0)


def _name(path: Path | BinaryIO) -> str:
    return path.name if isinstance(path, Path) else "The stored model"


def load_model(tagger: ThemeTagger, path: Path | BinaryIO) -> None:
    """Give a tagger the models of a file.

    Raises ModelFileError if the file cannot be read, or was fitted for another codebook or format.
    """
    header = read_header(path)
    if header.get("format") != FORMAT:
        raise ModelFileError(
            f"{_name(path)} has format {header.get('format')}, not {FORMAT}; fit the models again."
        )
    if header["themes"] != list(tagger.codebook.codes) or header["codebook"] != tagger.codebook.version:
        raise ModelFileError(
            f"{_name(path)} was fitted for codebook {header['codebook']}, not {tagger.codebook.version}; "
            "fit the models again."
        )
    _to_its_beginning(path)
    with np.load(path, allow_pickle=False) as arrays:
        parts: list[tuple[str, Any]] = [
            ("lexicon", LexiconFeatures(tagger.codebook.codes, header["lexicon_weight"]))
        ]
        for name, grams in _PARTS.items():
            words = arrays[f"{name}_vocabulary"].tobytes().decode().split("\n")
            step = tfidf(grams, vocabulary={word: column for column, word in enumerate(words)})
            step.idf_ = arrays[f"{name}_idf"]
            parts.append((name, step))
        classifier = ThemeClassifier(text_features(tagger.codebook.codes))
        classifier.features_ = FeatureUnion(parts)
        fit = {name: arrays[name] for name in _FIT}
        fit["coefficients"] = fit["coefficients"].astype(np.float32)
        classifier.fit_ = Fit(**fit)
        tagger.classifier_ = classifier
        tagger.modelled_ = arrays["modelled"]
        tagger.rules_f1_, tagger.model_f1_ = arrays["rules_f1"], arrays["model_f1"]


def share_models(tagger: ThemeTagger, fitted: ThemeTagger) -> None:
    """Give the tagger of an edited codebook the models of a fitted one, for the themes that both have by code.

    A theme the models do not know is decided by rules. Nothing is copied but a row of numbers a theme.
    """
    if not hasattr(fitted, "classifier_"):
        return
    place = {code: row for row, code in enumerate(fitted.codebook.codes)}
    known = np.array([code in place for code in tagger.codebook.codes], dtype=bool)
    rows = [place[code] for code in tagger.codebook.codes if code in place]

    def taken(values: Any, blank: float | bool) -> Any:
        result = np.full((len(known), *values.shape[1:]), blank, dtype=values.dtype)
        result[known] = values[rows]
        return result

    classifier = ThemeClassifier(text_features(fitted.codebook.codes))
    classifier.features_ = fitted.classifier_.features_
    blanks = {"threshold": 1.0, "learnt": False}
    classifier.fit_ = Fit(
        **{name: taken(getattr(fitted.classifier_.fit_, name), blanks.get(name, 0.0)) for name in _FIT}
    )
    tagger.classifier_ = classifier
    tagger.modelled_ = taken(fitted.modelled_, False)
    tagger.rules_f1_, tagger.model_f1_ = taken(fitted.rules_f1_, 0.0), taken(fitted.model_f1_, 0.0)
