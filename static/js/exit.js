// Leave at once: the page is replaced, so that "back" does not return to it. Shift three times does the same.
(() => {
  const link = document.querySelector("[data-exit]");
  if (!link) return;
  const leave = () => { document.body.hidden = true; location.replace(link.href); };
  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    presses = [...presses.filter((at) => event.timeStamp - at < 3000), event.timeStamp];
    if (presses.length > 2) leave();
  });
})();
