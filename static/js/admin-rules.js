/* Rules in the survey editor: questions, answers and places are chosen from lists made of the form as it stands, unsaved
   edits included. The typed fields stay behind the lists and are what is saved; without this file codes are typed. */
"use strict";

(function () {
  var SEVERAL = ["checkbox", "ranking"], NUMBERS = ["scale", "number"], WORDS = ["text", "longtext", "consent"];
  var COMPARISONS = {
    one: ["is", "is_not", "answered", "not_answered"],
    several: ["is", "is_not", "has_all", "answered", "not_answered"],
    number: ["at_least", "at_most", "between", "answered", "not_answered"],
    month: ["at_least", "at_most", "between", "answered", "not_answered"],
    words: ["answered", "not_answered"]
  };
  var told = JSON.parse(document.getElementById("survey-rules").textContent);

  var form = null, known = null;

  function field(name) { return form.elements.namedItem(name); }
  function valueOf(name) { var found = field(name); return found ? found.value.trim() : ""; }
  function isTicked(name) { var found = field(name); return Boolean(found && found.checked); }
  function short(text, most) { return text.length > most ? text.slice(0, most - 1) + "…" : text; }

  /* The items of a list or stream of blocks that are not deleted, in their order, by the start of their names. */
  function itemsOf(prefix) {
    var count = Number(valueOf(prefix + "-count")) || 0, found = [];
    for (var number = 0; number < count; number++) {
      var start = prefix + "-" + number;
      if (field(start + "-order") && valueOf(start + "-deleted") !== "1") found.push(start);
    }
    return found.sort(function (a, b) { return valueOf(a + "-order") - valueOf(b + "-order"); });
  }

  function kindOf(type) {
    if (SEVERAL.indexOf(type) >= 0) return "several";
    if (NUMBERS.indexOf(type) >= 0) return "number";
    if (WORDS.indexOf(type) >= 0) return "words";
    return type === "month" ? "month" : "one";
  }

  function optionsOf(question, type) {
    if (told.standard[type]) return told.standard[type];
    var options = itemsOf(question + "-options").map(function (option) {
      return [valueOf(option + "-value-code"), valueOf(option + "-value-label")];
    });
    if (isTicked(question + "-prefer_not")) options.push(told.preferNot);
    return options.filter(function (option) { return option[0]; });
  }

  /* The survey as it stands in the form: sections, and the fields of their questions that rules can ask about. Read once
     for everything that happens at one moment. */
  function outline() {
    if (!known) setTimeout(function () { known = null; });
    known = known || read();
    return known;
  }

  function read() {
    return itemsOf("body").map(function (start, number) {
      var section = { start: start, number: number + 1, id: valueOf(start + "-id"), title: valueOf(start + "-value-title") };
      section.isSensitive = isTicked(start + "-value-sensitive");
      section.questions = itemsOf(start + "-value-questions").map(function (item) {
        var type = valueOf(item + "-type"), value = item + "-value", code = valueOf(value + "-code");
        var wording = valueOf(value + "-question") || (told.names[type] || "");
        var question = { start: item, code: code, type: type, kind: kindOf(type), wording: wording, fields: [] };
        question.isSensitive = section.isSensitive || isTicked(value + "-sensitive") || Boolean(valueOf(value + "-signposts"));
        question.options = kindOf(type) === "one" || kindOf(type) === "several" ? optionsOf(value, type) : [];
        if (type === "grid") {
          itemsOf(value + "-rows").forEach(function (row) {
            question.fields.push([code + "." + valueOf(row + "-value-code"), valueOf(row + "-value-label")]);
          });
        } else if (code) question.fields.push([code, wording]);
        return question;
      });
      return section;
    });
  }

  /* The questions before the place of a field, with its own one where a skip may ask about it. */
  function earlier(name, withOwn) {
    var found = [], sections = outline();
    for (var s = 0; s < sections.length; s++) {
      var section = sections[s], isHome = name.indexOf(section.start + "-") === 0;
      if (isHome && name.indexOf(section.start + "-value-questions-") !== 0) {
        if (withOwn) found.push({ section: section, questions: section.questions });
        return found;
      }
      var before = [];
      for (var q = 0; q < section.questions.length; q++) {
        var isOwn = name.indexOf(section.questions[q].start + "-") === 0;
        if (!isOwn || withOwn) before.push(section.questions[q]);
        if (isOwn) return found.concat({ section: section, questions: before });
      }
      found.push({ section: section, questions: before });
    }
    return found;
  }

  function questionOf(code) {
    var found = null;
    outline().forEach(function (section) {
      section.questions.forEach(function (question) {
        if (question.fields.some(function (one) { return one[0] === code; })) found = question;
      });
    });
    return found;
  }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function addOption(list, value, text) {
    var option = element("option", "", text);
    option.value = value;
    list.append(option);
  }

  function sectionName(section) { return "Section " + section.number + (section.title ? ": " + short(section.title, 40) : ""); }

  /* A list that stands in the place of a typed field. */
  function listFor(input, name) {
    var list = element("select", "survey-list");
    list.id = input.id + "-list";
    list.setAttribute("aria-label", name);
    document.querySelectorAll('label[for="' + CSS.escape(input.id) + '"]').forEach(function (label) { label.htmlFor = list.id; });
    input.classList.add("survey-typed");
    input.tabIndex = -1;
    input.setAttribute("aria-hidden", "true");
    input.before(list);
    list.addEventListener("change", function () {
      input.value = list.value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return list;
  }

  /* What was typed or chosen before stays choosable, and says that it is not there. */
  function keep(list, value) {
    if (value && !Array.from(list.options).some(function (option) { return option.value === value; })) {
      addOption(list, value, value + " (not found above)");
    }
    list.value = value;
  }

  function fillQuestions(list, input) {
    list.textContent = "";
    addOption(list, "", "Choose a question");
    earlier(input.name, input.name.indexOf("-skips-") >= 0).forEach(function (part) {
      var group = element("optgroup");
      group.label = sectionName(part.section);
      part.questions.forEach(function (question) {
        question.fields.forEach(function (one) { addOption(group, one[0], one[0] + " · " + short(one[1], 70)); });
      });
      if (group.children.length) list.append(group);
    });
    keep(list, input.value.trim());
  }

  function fillPlaces(list, input) {
    var sections = outline(), isPast = false, within = input.name.split("-skips-")[0] + "-";
    list.textContent = "";
    addOption(list, "", "Choose where to go on");
    sections.forEach(function (section) {
      var group = element("optgroup"), wasPast = isPast;
      group.label = sectionName(section);
      if (wasPast) {
        var first = section.questions[0] && section.questions[0].code;
        if (section.id || first) addOption(group, section.id ? "section:" + section.id : first, "The start of section " + section.number);
      }
      section.questions.forEach(function (question) {
        if (isPast && question.code) addOption(group, question.code, question.code + " · " + short(question.wording, 70));
        if ((question.start + "-value-") === within) isPast = true;
      });
      if ((section.start + "-value-") === within) isPast = true;
      if (group.children.length) list.append(group);
    });
    addOption(list, "end", "The end: check the answers and send");
    var typed = input.value.trim(), number = /^s(\d+)$/.exec(typed), meant = number && sections[number[1] - 1];
    keep(list, meant && meant.id ? "section:" + meant.id : typed);
  }

  function labelled(kind, text, value) {
    var label = element("label", "survey-value"), box = element("input");
    box.type = kind;
    box.value = value;
    if (kind === "checkbox") label.append(box, " " + text);
    else label.append(text + " ", box);
    return label;
  }

  /* The places for values that suit a question and a comparison; what they hold is written to the typed field. */
  function fillValues(box, input, question, comparison) {
    var given = input.value.split(",").map(function (code) { return code.trim(); }).filter(Boolean);
    box.textContent = "";
    var isNone = comparison === "answered" || comparison === "not_answered";
    var isTyped = !isNone && !question;
    input.classList.toggle("survey-typed", !isTyped);
    input.tabIndex = isTyped ? 0 : -1;
    input.toggleAttribute("aria-hidden", !isTyped);
    if (isNone || !question) return;
    if (question.kind === "one" || question.kind === "several") {
      var unknown = given.filter(function (code) { return !question.options.some(function (one) { return one[0] === code; }); });
      question.options.concat(unknown.map(function (code) { return [code, code + " (not an answer)"]; })).forEach(function (one) {
        var label = labelled("checkbox", one[1] || one[0], one[0]);
        label.firstChild.checked = given.indexOf(one[0]) >= 0;
        box.append(label);
      });
    } else {
      var kind = question.kind === "month" ? "month" : "number";
      (comparison === "between" ? ["from", "to"] : ["value"]).forEach(function (word, place) {
        var label = labelled(kind, word, given[place] || "");
        if (question.type === "number") label.lastChild.step = "any";
        box.append(label);
      });
    }
    box.onchange = function () {
      var boxes = Array.from(box.querySelectorAll("input"));
      input.value = boxes.filter(function (one) { return one.type !== "checkbox" || one.checked; })
        .map(function (one) { return one.value; }).join(", ");
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
  }

  function readyCondition(condition) {
    var question = condition.querySelector('input[name$="-question"]'), values = condition.querySelector('input[name$="-values"]');
    var comparison = condition.querySelector('select[name$="-comparison"]');
    if (!question || !values || !comparison) return;
    condition.dataset.ready = "yes";
    var list = listFor(question, "Question"), box = element("div", "survey-values"), all = Array.from(comparison.options);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Answers or number");
    values.after(box);
    function refresh() {
      var asked = questionOf(question.value.trim()), fits = COMPARISONS[asked ? asked.kind : ""];
      var chosen = comparison.value;
      comparison.textContent = "";
      all.forEach(function (option) { if (!fits || fits.indexOf(option.value) >= 0) comparison.append(option); });
      comparison.value = fits && fits.indexOf(chosen) < 0 ? fits[0] : chosen;
      fillValues(box, values, asked, comparison.value);
    }
    function renew() { fillQuestions(list, question); }
    ["focus", "mousedown"].forEach(function (kind) { list.addEventListener(kind, renew); });
    list.addEventListener("change", function () {
      values.value = "";
      refresh();
    });
    comparison.addEventListener("change", refresh);
    box.addEventListener("focusin", function (event) {
      // Answers may have been reworded or added since the list was made.
      if (event.target === box.querySelector("input") && !box.contains(event.relatedTarget)) {
        var at = questionOf(question.value.trim());
        if (at && at.options.length > box.querySelectorAll("input").length) refresh();
      }
    });
    renew();
    refresh();
  }

  function readySkip(skip) {
    var to = skip.querySelector('input[name$="-to"]');
    if (!to) return;
    skip.dataset.ready = "yes";
    var list = listFor(to, "Go on at");
    ["focus", "mousedown"].forEach(function (kind) { list.addEventListener(kind, function () { fillPlaces(list, to); }); });
    fillPlaces(list, to);
  }

  /* Beside the words of a question: put in an earlier answer. */
  function readyWording(words) {
    if (!/^body-\d+-value-questions-\d+-value-question$/.test(words.name)) return;
    words.dataset.ready = "yes";
    var list = element("select", "survey-list survey-repeat");
    list.setAttribute("aria-label", "Repeat an earlier answer in this question");
    function renew() {
      list.textContent = "";
      addOption(list, "", "Repeat an earlier answer…");
      earlier(words.name, false).forEach(function (part) {
        part.questions.forEach(function (question) {
          if (question.kind === "words" || question.isSensitive) return;
          question.fields.forEach(function (one) { addOption(list, one[0], one[0] + " · " + short(one[1], 70)); });
        });
      });
    }
    ["focus", "mousedown"].forEach(function (kind) { list.addEventListener(kind, renew); });
    list.addEventListener("change", function () {
      if (!list.value) return;
      words.setRangeText("{{" + list.value + "}}", words.selectionStart, words.selectionEnd, "end");
      words.dispatchEvent(new Event("input", { bubbles: true }));
      words.dispatchEvent(new Event("change", { bubbles: true }));
      list.value = "";
      words.focus();
    });
    renew();
    words.after(list);
  }

  function ready() {
    document.querySelectorAll(".survey-condition:not([data-ready])").forEach(readyCondition);
    document.querySelectorAll(".survey-skip:not([data-ready])").forEach(readySkip);
    document.querySelectorAll('textarea[name$="-value-question"]:not([data-ready])').forEach(readyWording);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var count = document.querySelector('[name="body-count"]'), isWaiting = false;
    if (!count) return;
    form = count.form;
    ready();
    new MutationObserver(function () {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(function () { isWaiting = false; ready(); });
    }).observe(form, { childList: true, subtree: true });
  });
})();
