/* Reading a page aloud, only by voices that live on this device: others would send the words away. */
(function () {
  var button = document.getElementById("listen"), speech = window.speechSynthesis;
  if (!button || !speech || !window.SpeechSynthesisUtterance) return;
  var label = button.querySelector("span"), start = label.textContent, isReading = false, turn = 0;

  function base(language) { return (language || "").toLowerCase().split(/[-_]/)[0]; }
  function voiceFor(language) {
    return speech.getVoices().find(function (v) { return v.localService === true && base(v.lang) === base(language); });
  }
  function offer() { button.hidden = !voiceFor(document.documentElement.lang); }

  /* The words that can be seen now, sentence by sentence, each in its own language. */
  function pieces() {
    var found = [], last = {}, node;
    var walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
    while ((node = walker.nextNode())) {
      var at = node.parentElement, text = node.textContent.replace(/\s+/g, " ").trim();
      if (!text || !at.getClientRects().length || at.closest("[aria-hidden=true], .banner, .listen, textarea, svg")) continue;
      var language = at.closest("[lang]").lang, block = at.closest("p, li, h1, h2, h3, label, legend, dt, dd, td, th, button, div");
      if (last.block === block && last.language === language) last.text += " " + text;
      else found.push(last = { text: text, language: language, block: block });
    }
    return found.flatMap(function (piece) {
      return piece.text.match(/[^.!?؟۔।]+[.!?؟۔।]*/g).map(function (text) {
        return { text: text.trim(), voice: voiceFor(piece.language) };
      });
    }).filter(function (piece) { return piece.text && piece.voice; });
  }

  function show(reading) {
    isReading = reading;
    label.textContent = reading ? button.dataset.stop : start;
    button.setAttribute("aria-pressed", reading);
  }
  function quiet() {
    if (!isReading) return;
    turn += 1;
    speech.cancel();
    show(false);
  }
  function read() {
    var left = pieces(), mine = turn += 1;
    if (left.length) show(true);
    (function next() {
      var piece = mine === turn && left.shift();
      if (!piece) { if (mine === turn) quiet(); return; }
      var said = new SpeechSynthesisUtterance(piece.text);
      said.voice = piece.voice;
      said.lang = piece.voice.lang;
      said.onend = next;
      said.onerror = function () { if (mine === turn) quiet(); };
      speech.speak(said);
    })();
  }

  button.addEventListener("click", function () { if (isReading) quiet(); else read(); });
  /* Another screen, another page, a tab in the background: nobody is surprised by a voice. */
  document.addEventListener("screen", quiet);
  document.addEventListener("visibilitychange", quiet);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") quiet(); });
  window.addEventListener("pagehide", quiet);
  window.addEventListener("popstate", quiet);
  if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
  offer();
})();
