// A page that waits for a draft looks again by itself, unless somebody is writing.
(function () {
  "use strict";
  if (!document.querySelector("[data-reload]")) return;
  setInterval(function () {
    var busy = /TEXTAREA|INPUT|SELECT/.test(document.activeElement.tagName);
    if (!busy && !document.hidden) window.location.reload();
  }, 3000);
})();
