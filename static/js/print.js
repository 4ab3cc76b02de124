// Opens the browser's own print window; the button is shown only where this runs.
"use strict";
(function () {
  var button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
})();
