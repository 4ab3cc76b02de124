# Reference figures from R's survey package (Lumley) on its own api data: Academic Performance Index of
# California schools. Writes the two samples and, for several calibrations, weights, estimates, standard errors
# and intervals. Run in this directory: Rscript survey_api.R. The tests read the CSV files; R is not needed.
suppressPackageStartupMessages(library(survey))
data(api)
options(digits = 17, width = 200)
source_line <- sprintf(
  "# R survey %s, R %s.%s, data(api); made by survey_api.R beside this file; licence of the data: GPL-2 | GPL-3",
  packageVersion("survey"), R.version$major, R.version$minor)
write_csv <- function(frame, name) {
  connection <- file(name, "w")
  writeLines(source_line, connection)
  for (column in names(frame)) if (is.numeric(frame[[column]]))
    frame[[column]] <- sprintf("%.17g", frame[[column]])
  write.csv(frame, connection, row.names = FALSE, quote = FALSE)
  close(connection)
}
keep <- c("stype", "sch.wide", "awards", "both", "enroll", "api00", "meals", "pw")
samples <- list(apisrs = apisrs[, keep], apistrat = apistrat[, keep])
for (name in names(samples)) write_csv(samples[[name]], paste0(name, ".csv"))

# Targets some way off the samples, so that the calibrations have work to do: the school types of the population
# tilted by factors, everything brought back to the population's 6,194 schools.
tilt <- c(E = 0.8, H = 1.6, M = 1.4)[as.character(apipop$stype)] * c(No = 1.5, Yes = 0.9)[as.character(apipop$sch.wide)]
tilt <- tilt * nrow(apipop) / sum(tilt)
total_by <- function(f) tapply(tilt, f, sum)
margins <- rbind(
  data.frame(variable = "stype", category = names(total_by(apipop$stype)), target = as.numeric(total_by(apipop$stype))),
  data.frame(variable = "sch.wide", category = names(total_by(apipop$sch.wide)), target = as.numeric(total_by(apipop$sch.wide))))
write_csv(margins, "margins.csv")
crossed <- aggregate(list(target = tilt), list(stype = apipop$stype, sch.wide = apipop$sch.wide), sum)
write_csv(crossed, "crossed.csv")
write_csv(data.frame(variable = "meals", target = sum(tilt * apipop$meals)), "continuous.csv")

population <- colSums(tilt * model.matrix(~ stype + sch.wide, apipop))
population_crossed <- colSums(tilt * model.matrix(~ stype * sch.wide, apipop))
population_meals <- colSums(tilt * model.matrix(~ stype + meals, apipop))
calibrations <- list(
  raking = list(formula = ~ stype + sch.wide, population = population, calfun = "raking", bounds = c(-Inf, Inf)),
  linear = list(formula = ~ stype + sch.wide, population = population, calfun = "linear", bounds = c(-Inf, Inf)),
  logit = list(formula = ~ stype + sch.wide, population = population, calfun = "logit", bounds = c(0.5, 3)),
  linear_bounded = list(formula = ~ stype + sch.wide, population = population, calfun = "linear", bounds = c(0.75, 2.4)),
  crossed_raking = list(formula = ~ stype * sch.wide, population = population_crossed, calfun = "raking", bounds = c(-Inf, Inf)),
  continuous_linear = list(formula = ~ stype + meals, population = population_meals, calfun = "linear", bounds = c(-Inf, Inf)),
  continuous_raking = list(formula = ~ stype + meals, population = population_meals, calfun = "raking", bounds = c(-Inf, Inf)))

weights_out <- NULL; estimates <- NULL; tests <- NULL; shares <- NULL; t_tests <- NULL
for (sample_name in names(samples)) {
  sample <- samples[[sample_name]]
  # Base weights on the scale of the population, as bounds on w/d depend on it.
  sample$d <- sample$pw * nrow(apipop) / sum(sample$pw)
  design <- svydesign(id = ~1, weights = ~d, data = sample)
  for (calibration in names(calibrations)) {
    k <- calibrations[[calibration]]
    made <- tryCatch(calibrate(design, k$formula, k$population, calfun = k$calfun, bounds = k$bounds,
                               epsilon = 1e-11, maxit = 500), error = function(e) { message(conditionMessage(e)); NULL })
    if (is.null(made)) { message(sample_name, " ", calibration, ": no solution"); next }
    weights_out <- rbind(weights_out, data.frame(sample = sample_name, calibration = calibration,
      row = seq_len(nrow(sample)), weight = as.numeric(weights(made))))
    add <- function(kind, group, y, estimate, se, lower = NA, upper = NA)
      estimates <<- rbind(estimates, data.frame(sample = sample_name, calibration = calibration, kind = kind,
        group = group, y = y, estimate = as.numeric(estimate), se = as.numeric(se), lower = as.numeric(lower),
        upper = as.numeric(upper)))
    m <- svymean(~api00, made); add("mean", "All", "api00", coef(m), SE(m))
    interval <- confint(m, df = degf(made)); 
    estimates[nrow(estimates), c("lower", "upper")] <- as.numeric(interval)
    t <- svytotal(~enroll, made); add("total", "All", "enroll", coef(t), SE(t))
    for (method in c("logit", "beta")) {
      p <- svyciprop(~I(awards == "Yes"), made, method = method)
      add(paste0("proportion_", method), "All", "awards", coef(p), sqrt(as.numeric(attr(p, "var"))), confint(p)[1], confint(p)[2])
    }
    for (by in c("stype", "both")) {
      b <- svyby(~api00, as.formula(paste0("~", by)), made, svymean)
      for (i in seq_len(nrow(b))) add("mean", paste0(by, "=", b[[by]][i]), "api00", b$api00[i], b$se[i])
      b <- svyby(~I(awards == "Yes"), as.formula(paste0("~", by)), made, svymean)
      for (i in seq_len(nrow(b))) add("share", paste0(by, "=", b[[by]][i]), "awards", b[i, 3], b[i, 5])
      b <- svyby(~enroll, as.formula(paste0("~", by)), made, svytotal)
      for (i in seq_len(nrow(b))) add("total", paste0(by, "=", b[[by]][i]), "enroll", b$enroll[i], b$se[i])
      for (level in unique(sample[[by]])) {
        part <- made[sample[[by]] == level, ]
        p <- svyciprop(~I(awards == "Yes"), part, method = "logit")
        add("proportion_logit", paste0(by, "=", level), "awards", coef(p), sqrt(as.numeric(attr(p, "var"))), confint(p)[1], confint(p)[2])
      }
    }
    add_quantiles <- function(part, group) for (q in c(0.25, 0.5, 0.9)) {
      found <- svyquantile(~api00, part, q, ci = TRUE, interval.type = "mean", qrule = "math")
      limits <- confint(found)
      add(paste0("quantile_", q), group, "api00", coef(found), SE(found), limits[1], limits[2])
    }
    add_quantiles(made, "All")
    for (level in unique(sample$both)) add_quantiles(made[sample$both == level, ], paste0("both=", level))
    r <- svyratio(~meals, ~enroll, made); add("ratio", "All", "meals/enroll", coef(r), SE(r))
    b <- svyby(~meals, ~stype, made, svyratio, denominator = ~enroll)
    for (i in seq_len(nrow(b))) add("ratio", paste0("stype=", b$stype[i]), "meals/enroll", b[i, 2], b[i, 3])
    if (calibration %in% c("raking", "linear", "continuous_linear")) {
      jackknife <- calibrate(as.svrepdesign(design, type = "JK1", mse = TRUE), k$formula, k$population,
                             calfun = k$calfun, epsilon = 1e-11, maxit = 500)
      m <- svymean(~api00, jackknife); add("jackknife_mean", "All", "api00", coef(m), SE(m))
      t <- svytotal(~enroll, jackknife); add("jackknife_total", "All", "enroll", coef(t), SE(t))
      b <- svyby(~api00, ~both, jackknife, svymean)
      for (i in seq_len(nrow(b))) add("jackknife_mean", paste0("both=", b$both[i]), "api00", b$api00[i], b$se[i])
    }
    # The difference of two domain means is the slope of a regression on the domain.
    g <- svyglm(as.numeric(awards == "Yes") ~ both, made)
    difference <- coef(g)[2]
    add("difference", "both", "awards", difference, SE(g)[2])
    add_t <- function(kind, t) t_tests <<- rbind(t_tests, data.frame(sample = sample_name, calibration = calibration,
      kind = kind, difference = as.numeric(t$estimate), statistic = as.numeric(t$statistic),
      df = as.numeric(t$parameter), p = as.numeric(t$p.value)))
    add_t("mean", svyttest(api00 ~ both, made))
    add_t("share", svyttest(as.numeric(awards == "Yes") ~ both, made))
    add_t("one_sample", svyttest(I(api00 - 650) ~ 0, made))
    for (pair in list(c("awards", "both"), c("awards", "stype"))) {
      x <- svychisq(as.formula(paste0("~", pair[1], "+", pair[2])), made, statistic = "F")
      tests <- rbind(tests, data.frame(sample = sample_name, calibration = calibration, rows = pair[1], cols = pair[2],
        statistic = as.numeric(x$statistic), df1 = as.numeric(x$parameter[1]), df2 = as.numeric(x$parameter[2]),
        p = as.numeric(x$p.value)))
    }
  }
}
write_csv(weights_out, "weights.csv")
write_csv(estimates, "estimates.csv")
write_csv(tests, "rao_scott.csv")
write_csv(t_tests, "t_tests.csv")
