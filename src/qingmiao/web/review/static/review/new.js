// A file may be dropped on the page of a new document.
(function () {
  "use strict";
  var drop = document.getElementById("drop"), file = drop && drop.querySelector("input");
  if (!drop) return;
  ["dragover", "dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) file.files = event.dataTransfer.files;
    });
  });
})();
