/* Coding with the keyboard: a key for each theme, Enter saves, and the next comment comes without a new page. Without
   this file the same form is sent and answered as a whole page. */
"use strict";
(function () {
  var place = document.getElementById("coding");
  var said = document.getElementById("coding-said");
  var help = document.getElementById("coding-help");
  var on = document.getElementById("coding-on");
  if (!place || !window.fetch) return;
  var NAME = "coding-keys";
  var undone = [];
  var busy = false;

  function form() { return document.getElementById("coding-form"); }
  function remembered() {
    try { return localStorage.getItem(NAME) !== "off"; } catch (refused) { return true; }
  }
  function show() { place.classList.toggle("coding--keys", on.checked); }
  on.checked = remembered();
  on.parentElement.hidden = false;
  on.addEventListener("change", function () {
    show();
    try { localStorage.setItem(NAME, on.checked ? "on" : "off"); } catch (refused) { /* For this visit then. */ }
  });
  show();

  function tell(words) { said.textContent = ""; said.textContent = words; }
  function state() {
    return Array.from(form().elements).map(function (field) {
      return field.type === "checkbox" ? field.checked : field.value;
    });
  }
  var before = form() ? state() : null;
  function changed() {
    if (before) undone.push(before);
    before = state();
  }
  function undo() {
    var last = undone.pop();
    if (!last) { tell("Nothing to undo."); return; }
    Array.from(form().elements).forEach(function (field, number) {
      if (field.type === "checkbox") field.checked = last[number]; else field.value = last[number];
    });
    before = last;
    tell("Undone.");
  }
  place.addEventListener("change", changed);
  place.addEventListener("reset", function (event) { event.preventDefault(); undo(); });

  function words(box) {
    var name = box.closest("label").querySelector("span").cloneNode(true);
    name.querySelectorAll("kbd, .wb-quiet").forEach(function (part) { part.remove(); });
    return name.textContent.trim();
  }
  function choose(box) {
    var stance = box.closest("li").querySelector("select");
    var told = words(box);
    if (box.checked && stance && stance.selectedIndex < stance.options.length - 1) {
      stance.selectedIndex += 1;
    } else {
      box.checked = !box.checked;
      if (stance) stance.selectedIndex = 0;
    }
    if (box.checked && box.name === "instead") {
      form().querySelectorAll("[data-key]").forEach(function (other) { if (other !== box) other.checked = false; });
    } else if (box.checked) {
      form().querySelectorAll("[name=instead]").forEach(function (other) { other.checked = false; });
    }
    if (box.checked && stance) told += ", " + stance.options[stance.selectedIndex].text;
    tell(box.checked ? told : told + ", not chosen");
    changed();
  }

  function put(html) {
    place.innerHTML = html;
    undone = [];
    before = form() ? state() : null;
    var note = place.querySelector("[data-said]");
    var refusal = place.querySelector("[role=alert]");
    tell(note && !refusal ? note.textContent : "");
    var first = place.querySelector("[data-focus]");
    if (first) first.focus({ preventScroll: true });
    (refusal || place).scrollIntoView({ block: "nearest" });
    if (!refusal) window.scrollTo(0, 0);
  }
  function send(act) {
    if (busy) return;
    var sent = form();
    var data = new FormData(sent);
    data.set("act", act);
    busy = true;
    place.classList.add("coding--busy");
    fetch(location.href, {
      method: "POST", body: data, credentials: "same-origin", headers: { "X-Coding-Part": "yes" }
    }).then(function (answer) {
      if (answer.redirected || (!answer.ok && answer.status !== 422)) throw new Error("not a part");
      return answer.text();
    }).then(put).catch(function () {
      // The plain form says what is wrong: signed out, no connection. What was chosen is still in it.
      var hidden = document.createElement("input");
      hidden.type = "hidden"; hidden.name = "act"; hidden.value = act;
      sent.append(hidden);
      sent.submit();
    }).finally(function () {
      busy = false;
      place.classList.remove("coding--busy");
    });
  }
  place.addEventListener("submit", function (event) {
    event.preventDefault();
    send(event.submitter && event.submitter.value === "pass_on" ? "pass_on" : "save");
  });

  document.addEventListener("keydown", function (event) {
    if (!on.checked || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    var at = event.target;
    var typing = at.closest("select, textarea, [contenteditable], input:not([type=checkbox])");
    if (typing || at.closest("dialog, [role=dialog], [role=menu]")) return;
    if (event.key === "?") {
      event.preventDefault();
      help.open = !help.open;
      (help.open ? help.querySelector("summary") : place.querySelector("[data-focus]") || help).focus();
      return;
    }
    if (!form()) return;
    if (event.key === "Enter") {
      if (at.closest("a, button, summary")) return;
      event.preventDefault();
      if (!event.repeat) send("save");
    } else if (event.key === "u") {
      event.preventDefault();
      undo();
    } else if (event.key === "m") {
      var next = place.querySelector("[data-skip]");
      if (next && !busy) { event.preventDefault(); next.click(); }
    } else if (event.key === "v") {
      var folded = place.querySelector("details.wb-hard");
      if (folded) { event.preventDefault(); folded.open = !folded.open; }
    } else {
      var box = /^[0-9a-z]$/.test(event.key) && form().querySelector('[data-key="' + event.key + '"]');
      if (box) { event.preventDefault(); choose(box); }
    }
  });
})();
