/* The arithmetic a survey asks for while a flood of answers comes: try numbers until the derived key begins as asked
   (PBKDF2 by WebCrypto, the challenges of ALTCHA). A worker, so that the page stays alive meanwhile. */
"use strict";

function bytesOf(hex) {
  return new Uint8Array(hex.match(/../g).map(function (pair) { return parseInt(pair, 16); }));
}

function hexOf(bytes) {
  return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
}

async function solve(challenge) {
  var asked = challenge.parameters, nonce = bytesOf(asked.nonce);
  var way = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(asked.salt), iterations: asked.cost };
  var password = new Uint8Array(nonce.length + 4), end = new DataView(password.buffer, nonce.length);
  password.set(nonce);
  for (var counter = 0; counter < 100000; counter++) {
    end.setUint32(0, counter);
    var key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    var found = hexOf(new Uint8Array(await crypto.subtle.deriveBits(way, key, asked.keyLength * 8)));
    if (found.startsWith(asked.keyPrefix)) return { counter: counter, derivedKey: found };
  }
  throw new Error("nothing found");
}

onmessage = function (event) {
  var challenge = JSON.parse(atob(event.data));
  solve(challenge).then(function (solution) {
    postMessage(btoa(JSON.stringify({ challenge: challenge, solution: solution })));
  }).catch(function () { postMessage(""); });
};
