/* What single kinds of question need in the browser: reading their answers, their own controls, their check. The form
   and its selects stay what is sent; everything here only makes them easier to use. */
"use strict";

/* Arabic, Persian, Devanagari, Bengali and Gurmukhi digits as 0 to 9. */
function western(text) {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f]/g, function (digit) {
    var code = digit.charCodeAt(0);
    return String(code < 0x700 ? code & 15 : (code - 6) & 15);
  });
}

/* A typed number as the server reads it; undefined where it is none or outside the limits. */
function numberIn(text, limits) {
  var found = /^(-?\d{1,7})(\.\d)?$/.exec(western(text).trim().replace(/\u2212/g, "-").replace(/[,\u066b]/g, "."));
  if (!found || (found[2] && limits.decimals === "0")) return undefined;
  var number = Number(found[0]);
  return number >= Number(limits.min) && number <= Number(limits.max) ? number : undefined;
}

/* The answers of one question by field: an option code, a list of codes, a number, a month or a text. */
function answersOf(question) {
  var found = {}, type = question.dataset.type, year = "", month = "";
  question.querySelectorAll("input, textarea, select").forEach(function (field) {
    var isBox = field.type === "checkbox" || field.type === "radio";
    if (field.disabled || (isBox ? !field.checked : !field.value.trim())) return;
    if (field.type === "checkbox" || type === "ranking") (found[field.name] = found[field.name] || []).push(field.value);
    else if (type === "scale") found[field.name] = Number(field.value);
    else if (type === "number") {
      var number = numberIn(field.value, question.dataset);
      if (number !== undefined) found[field.name] = number;
    } else if (type === "month") {
      if (field.value.charAt(0) === "-") month = field.value;
      else year = field.value;
      if (year) found[field.name] = year + month;
    } else found[field.name] = field.value;
  });
  return found;
}

/* The screens of a survey in order. On a narrow one each statement of a grid is a screen of its own. */
function screensOf(form, isNarrow) {
  var found = [];
  form.querySelectorAll(".screen, .q").forEach(function (screen) {
    if (isNarrow && screen.dataset.type === "grid") found.push.apply(found, screen.querySelectorAll(".row"));
    else found.push(screen);
  });
  return found;
}

function wordsOf(field) { return field.closest("label").querySelector("span").textContent; }
function chosenIn(list) { return list.value ? list.selectedOptions[0].textContent : ""; }

/* What somebody answered, in words: for each line its label, what was said, and where it was asked. */
function linesOf(question) {
  var rows = question.querySelectorAll(".row");
  return (rows.length ? Array.from(rows) : [question]).map(function (place) {
    var said = Array.from(place.querySelectorAll("input:checked")).map(wordsOf).join(", ");
    var lists = Array.from(place.querySelectorAll("select")).map(chosenIn).filter(Boolean);
    var text = place.querySelector("textarea, input[type=text]"), unit = place.querySelector(".unit");
    var own = text && !text.disabled ? text.value.trim() : "";
    if (own && unit) own += " " + unit.textContent;
    if (question.dataset.type === "ranking") lists = lists.map(function (name, at) { return at + 1 + ". " + name; });
    lists = lists.join(question.dataset.type === "month" ? " " : ", ");
    return {
      label: place.querySelector("th, .ask").textContent.trim(),
      said: [said, lists, own].filter(Boolean).join(": "),
      place: place
    };
  });
}

/* Whether a screen cannot be left yet, and why: a box that has to be ticked, a number or month that is none. The words
   are shown where they belong. */
function holdsBack(screen) {
  var told = screen.dataset, box = screen.querySelector("[data-need], .nudge"), words = "";
  var field = screen.querySelector("input, select");
  if (told.type === "consent" && !field.checked) words = box.dataset.need;
  if (told.type === "number" && field.value.trim() && numberIn(field.value, told) === undefined) words = told.wrong;
  if (told.type === "month" && !Object.keys(answersOf(screen)).length && field.value) words = told.wrong;
  if (["consent", "number", "month"].indexOf(told.type) < 0) return false;
  box.textContent = words;
  if (words) field.focus();
  return Boolean(words);
}

function clearAnswers(place) {
  place.querySelectorAll("input, select").forEach(function (field) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else field.value = "";
  });
  var question = place.closest(".q");
  if (question.refresh) question.refresh();
}

/* Own words beside "other" are asked for once it is chosen, and sent only with it. */
function readyOther(question) {
  var box = question.querySelector(".say"), other = question.querySelector("[data-other]");
  if (!box) return;
  var field = box.querySelector("input");
  question.refresh = function () {
    box.hidden = field.disabled = !other.checked;
  };
}

/* Of the parts, those of the place that was chosen. */
function readyArea(question) {
  var list = question.querySelector("select"), groups = Array.from(list.querySelectorAll("optgroup"));
  question.refresh = function () {
    var chosen = question.querySelector("input:checked"), value = list.value;
    var group = groups.find(function (one) { return chosen && one.dataset.of === chosen.value; });
    groups.forEach(function (one) { one.remove(); });
    if (group) list.append(group);
    list.value = group && group.querySelector('option[value="' + CSS.escape(value) + '"]') ? value : "";
    list.closest("p").hidden = !group;
  };
}

/* An order made with buttons: press an answer to put it next, then move it. */
function readyRanking(question) {
  var box = question.querySelector(".ranks"), told = box.dataset, lists = Array.from(box.querySelectorAll("select"));
  var names = {}, order = [];
  Array.from(lists[0].options).slice(1).forEach(function (option) { names[option.value] = option.textContent; });
  var ranked = document.createElement("ol"), rest = document.createElement("div"), said = document.createElement("p");
  ranked.className = "ranked";
  rest.className = "opts";
  said.className = "vh";
  said.setAttribute("role", "status");
  box.append(ranked, rest, said);

  function button(look, words, hidden, act, isOff) {
    var made = document.createElement("button"), more = document.createElement("span");
    made.type = "button";
    made.className = look;
    made.disabled = Boolean(isOff);
    var shown = document.createElement("span");
    shown.textContent = words;
    more.className = "vh";
    more.textContent = " " + hidden;
    made.append(shown, more);
    made.addEventListener("click", act);
    return made;
  }
  function put(fresh, words, focus) {
    order = fresh;
    lists.forEach(function (list, at) { list.value = order[at] || ""; });
    draw();
    said.textContent = words;
    question.dispatchEvent(new Event("change", { bubbles: true }));
    var target = focus && box.querySelector(focus + ":enabled") || box.querySelector("button:enabled");
    if (target) target.focus();
  }
  function now(code, fresh) {
    return told.now.replace("{label}", names[code]).replace("{n}", fresh.indexOf(code) + 1);
  }
  function moved(code, by) {
    var fresh = order.filter(function (other) { return other !== code; }), at = order.indexOf(code) + by;
    fresh.splice(at, 0, code);
    put(fresh, now(code, fresh), "[data-at='" + at + "'] ." + (by < 0 ? "up" : "down") + ":enabled, [data-at='" + at + "'] button");
  }
  function draw() {
    ranked.textContent = rest.textContent = "";
    order.forEach(function (code, at) {
      var item = document.createElement("li"), name = document.createElement("span");
      item.dataset.at = at;
      name.textContent = names[code];
      item.append(name,
        button("quiet up", told.up, names[code], function () { moved(code, -1); }, at === 0),
        button("quiet down", told.down, names[code], function () { moved(code, 1); }, at === order.length - 1),
        button("quiet out", told.out, names[code], function () {
          put(order.filter(function (other) { return other !== code; }), told.gone.replace("{label}", names[code]), ".opt");
        }));
      ranked.append(item);
    });
    Object.keys(names).forEach(function (code) {
      if (order.indexOf(code) >= 0) return;
      rest.append(button("opt", names[code], told.add.replace("{n}", order.length + 1), function () {
        put(order.concat(code), now(code, order.concat(code)), ".opt");
      }, order.length === lists.length));
    });
    ranked.hidden = !order.length;
  }
  question.refresh = function () {
    order = lists.map(function (list) { return list.value; }).filter(Boolean);
    draw();
  };
}

/* Give every question its controls, and keep them in step when the form is emptied. */
function readyQuestions(form) {
  var questions = Array.from(form.querySelectorAll(".q"));
  questions.forEach(function (question) {
    if (question.dataset.type === "ranking") readyRanking(question);
    else if (question.dataset.type === "area") readyArea(question);
    else readyOther(question);
  });
  function refresh() {
    questions.forEach(function (question) {
      if (question.refresh) question.refresh();
      question.querySelectorAll("[data-need], .nudge").forEach(function (box) { box.textContent = ""; });
    });
  }
  form.addEventListener("reset", function () { setTimeout(refresh); });
  form.addEventListener("change", function (event) {
    var question = event.target.closest(".q");
    // A ranking changes its own controls.
    if (question && question.refresh && event.target !== question) question.refresh();
    if (question && question.dataset.type === "consent") question.querySelector("[data-need]").textContent = "";
  });
  refresh();
}
