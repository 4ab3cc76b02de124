// Beside a page's form: whenever a draft has saved itself, ask for the reading age of what is saved now.
(() => {
  const refresh = async () => {
    const check = document.querySelector("[data-reading-check]");
    const address = check && check.dataset.readingAddress;
    if (!address) return;
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-reading-check]");
    if (fresh) check.replaceWith(fresh);
  };
  document.addEventListener("w-autosave:success", refresh);
})();
