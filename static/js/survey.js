/* The survey with JavaScript: one question a screen, sent once, nothing kept in the browser. Without this file every
   page still works, section by section. */
"use strict";

/* Whether a rule is met. The same JSON is read by the server, which decides in the end. */
function holds(rule, answers) {
  if (!rule) return true;
  if (rule.all) return rule.all.every(function (part) { return holds(part, answers); });
  if (rule.any) return rule.any.some(function (part) { return holds(part, answers); });
  if (rule.not) return !holds(rule.not, answers);
  var answer = answers[rule.question];
  if (answer === undefined || answer === "" || (Array.isArray(answer) && !answer.length)) return false;
  var chosen = Array.isArray(answer) ? answer : [String(answer)];
  var meets = function (code) { return rule.values.indexOf(code) >= 0; };
  // Numbers are compared with numbers and months with months; anything else is neither more nor less.
  var isLike = typeof answer === typeof rule.value && (typeof answer === "number" || /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(answer));
  switch (rule.op) {
    case "answered": return true;
    case "is": return chosen.some(meets);
    case "is_not": return !chosen.some(meets);
    case "at_least": return isLike && answer >= rule.value;
    case "at_most": return isLike && answer <= rule.value;
  }
  return false;
}

/* The parts and questions on this person's route: a rule sees only answers to earlier questions that are shown. A skip
   leads past everything up to its goal, whether or not that is itself shown. */
function routeOf(form) {
  var seen = {}, route = new Set(), goal = "";
  function isMet(element) { return holds(element.dataset.if && JSON.parse(element.dataset.if), seen); }
  function skip(element) {
    var taken = element.dataset.skip && JSON.parse(element.dataset.skip).find(function (one) { return holds(one.if, seen); });
    if (taken) goal = taken.to;
  }
  form.querySelectorAll(".part").forEach(function (part) {
    if (goal === part.dataset.s) goal = "";
    var isOpen = isMet(part);
    part.querySelectorAll(".q").forEach(function (question) {
      if (goal === question.dataset.q) goal = "";
      if (!isOpen || goal || !isMet(question)) return;
      route.add(part).add(question);
      Object.assign(seen, answersOf(question));
      skip(question);
    });
    if (route.has(part) && !goal) skip(part);
  });
  return route;
}

/* Earlier answers that the words of later questions repeat. Where there is none, the author's own words stay. */
function repeatAnswers(form, route) {
  form.querySelectorAll(".pipe").forEach(function (place) {
    var name = place.dataset.from, question = form.querySelector('.q[data-q="' + CSS.escape(name.split(".")[0]) + '"]');
    var boxes = Array.from(question.querySelectorAll('input[name="' + CSS.escape(name) + '"]:checked'));
    var isDeclined = boxes.some(function (box) { return place.dataset.not.split(" ").indexOf(box.value) >= 0; });
    var said = boxes.length ? boxes.map(wordsOf).join(", ") : question.querySelector("[type=radio], [type=checkbox]") ? "" : linesOf(question)[0].said;
    if (place.dataset.instead === undefined) place.dataset.instead = place.textContent;
    place.textContent = route.has(question) && !isDeclined && said || place.dataset.instead;
  });
}

/* Words that could show who somebody is, noticed before they leave the device. */
var GIVEAWAYS = {
  email: /[^\s@]+@[^\s@]+\.[^\s@]+/,
  phone: /(?:\+|\b)\d(?:[\s().-]?\d){8,14}\b/,
  postcode: /\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b/i,
  handle: /(?:^|\s)@[\w.]{3,}|\b(?:insta(?:gram)?|snap(?:chat)?|tiktok)\s*[:@]\s*\w{3,}/i
};
function giveawayIn(text) {
  return Object.keys(GIVEAWAYS).find(function (kind) { return GIVEAWAYS[kind].test(text); }) || "";
}

/* The subjects of a hard answer, for which help is offered. They stay on this device: nothing about them is sent or
   stored. An empty one means: hard, without a subject of its own. */
function subjectsOf(question) {
  var given = Array.from(question.querySelectorAll("input:checked, textarea, input[type=text], option:checked")).filter(function (field) {
    return field.matches("input:checked") || (!field.disabled && field.value.trim());
  });
  var found = given.filter(function (field) { return field.dataset.topic; }).map(function (field) { return field.dataset.topic; });
  var isHard = question.hasAttribute("data-sensitive") && given.some(function (field) { return !field.hasAttribute("data-quiet"); });
  if (isHard && (question.dataset.topic || !found.length)) found.push(question.dataset.topic || "");
  return found;
}

/* Show the help for some subjects, and hide the rest. */
function showHelp(box, subjects) {
  var wanted = subjects.filter(Boolean);
  if (!wanted.length) wanted = subjects;
  var isShown = false;
  box.querySelectorAll("div[data-topic]").forEach(function (words) {
    words.hidden = wanted.indexOf(words.dataset.topic) < 0;
    isShown = isShown || !words.hidden;
  });
  box.hidden = !isShown;
}

/* Leaving quickly: by the button, or by Escape or Shift three times. */
function readyToLeave(exit) {
  var key = "", times = 0, last = 0;
  function leave(event) {
    if (event) event.preventDefault();
    document.querySelectorAll("form").forEach(function (form) { form.reset(); });
    document.title = "";
    document.body.hidden = true;
    location.replace(exit.href);
  }
  exit.addEventListener("click", leave);
  document.querySelectorAll(".how").forEach(function (hint) { hint.hidden = false; });
  document.addEventListener("keydown", function (event) {
    if (event.repeat) return;
    var isNext = event.key === key && Date.now() - last < 2000;
    times = isNext ? times + 1 : 1;
    key = event.key;
    last = Date.now();
    if (times === 3 && (key === "Escape" || key === "Shift")) leave();
  });
}

function startSurvey(form) {
  var $ = function (id) { return document.getElementById(id); };
  var narrow = window.matchMedia("(max-width: 47.99rem)");
  var screens = screensOf(form, narrow.matches);
  var parts = Array.from(form.querySelectorAll(".part"));
  var told = form.dataset;
  var trail = [$("start")], place = 0, visited = new Set(trail), isSent = false, pressed = null;

  function current() { return trail[place]; }
  function questionOf(screen) { return screen.closest(".q"); }

  function onRoute() {
    var route = routeOf(form);
    return screens.filter(function (screen) {
      var part = screen.closest(".part");
      return !part || route.has(questionOf(screen) || part);
    });
  }

  function show(screen, isQuiet) {
    form.querySelectorAll(".screen, .q").forEach(function (other) { other.hidden = !other.contains(screen); });
    form.querySelectorAll(".row").forEach(function (row) { row.hidden = row !== screen && screens.indexOf(row) >= 0; });
    repeatAnswers(form, routeOf(form));
    document.dispatchEvent(new Event("screen"));
    visited.add(screen);
    var questions = onRoute().filter(questionOf), question = questionOf(screen);
    $("nav").hidden = $("progress").hidden = !question;
    if (question) {
      var bar = $("progress").querySelector("progress");
      bar.max = questions.length;
      bar.value = questions.indexOf(screen) + 1;
      $("where").textContent = told[question.dataset.type === "consent" ? "progressMust" : "progress"].replace("{n}", bar.value).replace("{of}", questions.length);
      answered(screen);
    } else $("signpost").hidden = true;
    if (screen === $("check")) listAnswers(questions);
    if (isQuiet) return;
    window.scrollTo(0, 0);
    var heading = (question || screen).querySelector("h1");
    if (heading) heading.focus({ preventScroll: true });
  }

  function go(screen) {
    trail = trail.slice(0, place + 1).concat(screen);
    place += 1;
    history.pushState({ place: place }, "");
    show(screen);
  }

  function next(afterPart) {
    if (!afterPart && holdsBack(current())) return;
    var from = screens.indexOf(afterPart ? screens.filter(function (s) { return afterPart.contains(s); }).pop() : current());
    var ahead = onRoute().filter(function (screen) { return screens.indexOf(screen) > from; });
    // Somebody who came back from the check to change one answer sees only what that change newly opens.
    if (visited.has($("check"))) ahead = ahead.filter(function (s) { return s === $("check") || !visited.has(s); });
    if (ahead.length) go(ahead[0]);
  }

  /* What an answer changes at once: help near where somebody lives, the clear button, help after something hard. */
  function answered(screen) {
    var question = questionOf(screen), isAnswered = Object.keys(answersOf(screen)).length > 0;
    question.querySelectorAll("input[type=radio]").forEach(function (field) {
      document.querySelectorAll('li[data-area="' + CSS.escape(field.value) + '"]').forEach(function (line) {
        line.classList.toggle("on", field.checked);
      });
    });
    $("clear").hidden = !isAnswered || ["text", "longtext", "number", "ranking"].indexOf(question.dataset.type) >= 0;
    showHelp($("signpost"), subjectsOf(question));
  }

  function listAnswers(questions) {
    var list = $("answers");
    list.textContent = "";
    Array.from(new Set(questions.map(questionOf))).forEach(function (question) {
      linesOf(question).forEach(function (line) {
        var item = document.createElement("div"), term = document.createElement("dt");
        var said = document.createElement("dd"), words = document.createElement("span");
        var change = document.createElement("button"), what = document.createElement("span");
        term.textContent = line.label;
        words.textContent = line.said || told.none;
        if (!line.said) words.className = "no";
        change.type = "button";
        change.className = "quiet";
        change.textContent = told.change;
        what.className = "vh";
        what.textContent = " " + line.label;
        change.append(what);
        change.addEventListener("click", function () { go(screens.indexOf(line.place) >= 0 ? line.place : question); });
        said.append(words, " ", change);
        item.append(term, said);
        list.append(item);
      });
    });
  }

  function tellOff(message) {
    var box = $("alert");
    box.hidden = false;
    box.textContent = message;
    box.scrollIntoView({ block: "center" });
  }

  /* While a flood of answers comes the server asks for a little arithmetic first. A browser that cannot do it sends
     its answer all the same. */
  function work(page) {
    return new Promise(function (done) {
      var worker = new Worker(page.querySelector("[name=solver]").value);
      worker.onmessage = function (event) { worker.terminate(); done(event.data); };
      worker.onerror = function () { done(""); };
      setTimeout(function () { worker.terminate(); done(""); }, 15000);
      worker.postMessage(page.querySelector("[name=challenge]").value);
    }).catch(function () { return ""; });
  }

  function send(button, proof) {
    var label = button.textContent, body = new URLSearchParams(new FormData(form)), route = routeOf(form);
    form.querySelectorAll(".q").forEach(function (question) {
      if (!route.has(question)) question.querySelectorAll("[name]").forEach(function (f) { body.delete(f.name); });
    });
    body.set("to", "send");
    if (proof === undefined && window.Worker && window.crypto && crypto.subtle) body.set("work", "ask");
    else if (proof) body.set("work", proof);
    $("alert").hidden = true;
    button.disabled = true;
    button.textContent = told.sending;
    return fetch(form.getAttribute("action"), { method: "POST", body: body, redirect: "manual" }).then(function (answer) {
      if (answer.type === "opaqueredirect") {
        isSent = true;
        var subjects = [];
        form.querySelectorAll(".q").forEach(function (question) {
          if (route.has(question)) subjects = subjects.concat(subjectsOf(question));
        });
        form.reset();
        return thank(form.getAttribute("action") + "thanks/", subjects);
      }
      return answer.text().then(function (html) {
        var page = new DOMParser().parseFromString(html, "text/html");
        if (answer.status === 428 && proof === undefined) {
          return work(page).then(function (found) { return send(button, found); });
        }
        ["nonce", "stamp", "arm"].forEach(function (name) {
          var fresh = page.querySelector("input[name=" + name + "]");
          if (fresh) form.querySelector("input[name=" + name + "]").value = fresh.value;
        });
        var told_off = page.querySelector("[role=alert]");
        tellOff(told_off ? Array.from(told_off.children).map(function (e) { return e.textContent; }).join(". ") : told.offline);
      });
    }).catch(function () { tellOff(told.offline); }).then(function () {
      button.disabled = false;
      button.textContent = label;
    });
  }

  /* The thank-you, with the help that fits the answers put above it here, on the device. */
  function thank(address, subjects) {
    var help = $("signpost");
    showHelp(help, subjects);
    if (help.hidden) return location.replace(address);
    return fetch(address).then(function (answer) {
      if (!answer.ok) throw new Error();
      return answer.text();
    }).then(function (html) {
      var thanks = new DOMParser().parseFromString(html, "text/html").getElementById("main");
      thanks.querySelector(".thanks").after(help);
      document.getElementById("main").replaceWith(thanks);
      history.replaceState(null, "", address);
      window.scrollTo(0, 0);
      thanks.querySelector("h1").focus({ preventScroll: true });
    }).catch(function () { location.replace(address); });
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.type === "submit") pressed = button;
    switch (button.dataset.do) {
      case "next": next(); break;
      case "back": history.back(); break;
      case "skip": next(button.closest(".part")); break;
      case "clear":
        clearAnswers(current());
        answered(current());
        questionOf(current()).querySelector(".ask").focus();
    }
  });

  form.addEventListener("submit", function (event) {
    var button = event.submitter || pressed;
    if (button && button.value === "under13") return;
    event.preventDefault();
    if (button && button.value === "refused") {
      isSent = true;
      form.reset();
      return location.replace(form.getAttribute("action") + "ended/");
    }
    if (current() === $("check")) { if (button && button.value === "send") send(button); }
    else next();
  });

  form.addEventListener("change", function (event) {
    var question = event.target.closest(".q"), field = event.target;
    if (!question) return;
    if (field.type === "checkbox" && field.checked) {
      var isAlone = field.hasAttribute("data-alone");
      question.querySelectorAll("input:checked").forEach(function (other) {
        if (other !== field && (isAlone || other.hasAttribute("data-alone"))) other.checked = false;
      });
    }
    answered(questionOf(current()) === question ? current() : question);
  });

  form.addEventListener("input", function (event) {
    var field = event.target, question = field.closest(".q");
    var nudge = question && question.querySelector(".nudge");
    if (!nudge || field.type !== "text" && field.type !== "textarea") return;
    if (question.dataset.type === "number") return nudge.textContent = "";
    var kind = giveawayIn(field.value), left = field.maxLength - field.value.length;
    var word = kind ? told["nudge" + kind[0].toUpperCase() + kind.slice(1)]
      : left <= 100 ? told.left.replace("{n}", left) : "";
    if (nudge.textContent !== word) nudge.textContent = word;
    answered(question);
  });

  /* A telephone was turned, or a window made narrower: the statements of a grid part or come together. */
  narrow.addEventListener("change", function () {
    screens = screensOf(form, narrow.matches);
    var place_of = function (screen) {
      var question = questionOf(screen);
      return !question || screens.indexOf(screen) >= 0 ? screen : screens.indexOf(question) >= 0 ? question : question.querySelector(".row");
    };
    trail = trail.map(place_of);
    visited = new Set(Array.from(visited).map(place_of));
    show(current(), true);
  });

  window.addEventListener("popstate", function (event) {
    if (!document.contains(form)) return location.reload();
    place = Math.min(event.state && event.state.place || 0, trail.length - 1);
    show(current());
  });

  /* Whoever picks up the phone next finds an empty form, also in a page the browser kept in memory. */
  window.addEventListener("pagehide", function () {
    if (!document.contains(form)) {
      var help = document.getElementById("signpost");
      if (help) help.remove();
      return;
    }
    var part = current().closest(".part"), isEnd = current() === $("check");
    if (!isSent && (part || isEnd) && navigator.sendBeacon) {
      // Sections are counted by the number they were written with, whatever order this visit has them in.
      navigator.sendBeacon(told.stop, part ? part.dataset.s.slice(1) : String(parts.length));
    }
    form.reset();
    trail = [$("start")];
    place = 0;
    visited = new Set(trail);
    $("answers").textContent = "";
    document.querySelectorAll("li[data-area].on").forEach(function (line) { line.classList.remove("on"); });
    show($("start"), true);
  });

  readyQuestions(form);
  if (history.state) history.replaceState(null, "");
  form.reset();
  form.className = "live";
  show($("start"), true);
}

var exitLink = document.getElementById("exit"), surveyForm = document.getElementById("survey");
if (exitLink) readyToLeave(exitLink);
if (surveyForm && window.fetch && window.DOMParser && window.URLSearchParams) startSurvey(surveyForm);
