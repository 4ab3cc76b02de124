/* A folded text that is opened is counted, for the eyes of its reader alone; now and then the answer is to take a
   pause. The page is listened to as a whole, so that a text which comes later is counted too. */
"use strict";
document.addEventListener("toggle", function (event) {
  var folded = event.target;
  if (!folded.matches("details.wb-hard") || !folded.open || folded.dataset.counted) return;
  folded.dataset.counted = "yes";
  var token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!token) return;
  fetch(folded.dataset.count, {
    method: "POST", headers: { "X-CSRFToken": token.value }, credentials: "same-origin"
  }).then(function (answer) { return answer.ok ? answer.json() : { word: "" }; }).then(function (said) {
    if (!said.word) return;
    var place = folded.parentElement.querySelector(".wb-kind") || document.querySelector(".wb-kind");
    if (!place) return;
    place.textContent = said.word;
    place.hidden = false;
  }).catch(function () { /* Not counted: nobody's work stops for that. */ });
}, true);
