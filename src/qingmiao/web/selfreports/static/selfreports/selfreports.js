// Saves a self-report as it is typed: what was not saved is kept on this machine; what another person changed is not overwritten.
(function () {
  "use strict";
  var adopt = document.getElementById("adopt"), all = adopt && adopt.querySelector("[data-tick]");
  if (all) all.addEventListener("click", function () {
    Array.prototype.forEach.call(document.querySelectorAll('input[type=checkbox][form="adopt"]'), function (box) { box.checked = true; });
  });
  var form = document.getElementById("write");
  if (!form) return;
  var english = document.documentElement.lang === "en", told = document.getElementById("saved"), url = form.getAttribute("data-url");
  var token = form.querySelector("[name=csrfmiddlewaretoken]").value, store = "qingmiao-self-report-" + form.getAttribute("data-report");
  var say = english ? { saving: "Saving…", saved: "Saved", kept: "Not connected. What you typed is kept on this machine and will be saved as soon as the connection is back." }
    : { saving: "正在保存…", saved: "已保存", kept: "没有连上。您写的已暂存在本机，连上后自动保存。" };
  var letters = { done: "d", cause: "c", planned: "p", due: "u" }, dirty = {}, timer = null, busy = false, waiting = null;

  function card(number) { return document.getElementById("e" + number); }
  function field(box, letter) { return form.querySelector("[name=" + letter + box.getAttribute("data-entry") + "]"); }
  function words(box) {
    var read = { entry: box.getAttribute("data-entry"), version: box.getAttribute("data-version"), holds: !!(field(box, "k") && field(box, "k").checked) };
    Object.keys(letters).forEach(function (name) { var one = field(box, letters[name]); read[name] = one ? one.value : ""; });
    return read;
  }
  function put(box, said) { Object.keys(letters).forEach(function (name) { var one = field(box, letters[name]); if (one) one.value = said[name] || ""; }); }
  function hint(box, text) {
    box.classList.toggle("bad", !!text);
    var hints = box.querySelector(".hints");
    hints.textContent = "";
    if (!text) return;
    var note = document.createElement("p");
    note.className = "bad";
    note.textContent = text;
    hints.appendChild(note);
  }
  function keep() {
    try {
      if (Object.keys(dirty).length) localStorage.setItem(store, JSON.stringify(dirty)); else localStorage.removeItem(store);
    } catch (error) { /* a browser that keeps nothing still saves over the network */ }
  }
  function touch(box) {
    dirty[box.getAttribute("data-entry")] = words(box);
    box.classList.add("dirty");
    hint(box, "");
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, 800);
  }
  // An entry that was typed in again while it was being saved stays dirty.
  function done(number, sent) {
    var before = sent.filter(function (one) { return String(one.entry) === String(number); })[0], now = dirty[number];
    if (now && before && ["done", "cause", "planned", "due", "holds"].some(function (name) { return now[name] !== before[name]; })) return;
    delete dirty[number];
    card(number).classList.remove("dirty");
  }
  function save() {
    var entries = Object.keys(dirty).slice(0, 200).map(function (number) { return dirty[number]; });
    if (busy || !entries.length) return;
    busy = true;
    told.textContent = say.saving;
    fetch(url, { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ entries: entries }) })
      .then(function (response) {
        if (response.status >= 500 || response.redirected) throw new Error("later");
        return response.json();
      })
      .then(function (answer) {
        busy = false;
        if (answer.error) { waiting = null; told.textContent = answer.error; return; }
        answer.wrong.forEach(function (one) { done(one.entry, entries); hint(card(one.entry), one.what); });
        answer.saved.forEach(function (one) {
          var box = card(one.entry);
          box.setAttribute("data-version", one.version);
          field(box, "n").value = one.version;
          done(one.entry, entries);
          if (dirty[one.entry]) dirty[one.entry].version = one.version;
          if (one.conflict) { put(box, one); hint(box, one.conflict); }
          else { box.classList.remove("carried"); var carry = box.querySelector(".carry"); if (carry) carry.remove(); }
        });
        keep();
        told.textContent = Object.keys(dirty).length ? say.saving : say.saved;
        if (Object.keys(dirty).length) save();
        else if (waiting && !answer.wrong.length) { var asked = waiting; waiting = null; act.requestSubmit(asked); }
        else waiting = null;
      })
      .catch(function () {
        busy = false;
        waiting = null;
        told.textContent = say.kept;
        keep();
        clearTimeout(timer);
        timer = setTimeout(save, 5000);
      });
  }
  form.addEventListener("input", function (event) { var box = event.target.closest("[data-entry]"); if (box) touch(box); });
  form.addEventListener("submit", function (event) { event.preventDefault(); save(); });
  var act = document.getElementById("act");
  if (act) act.addEventListener("submit", function (event) {
    // What was typed last is saved first, then the step is taken.
    if (Object.keys(dirty).length) { event.preventDefault(); waiting = event.submitter; told.textContent = say.saving; save(); }
  });
  window.addEventListener("beforeunload", function (event) { if (Object.keys(dirty).length) { keep(); event.preventDefault(); event.returnValue = ""; } });
  // What an earlier visit could not save is put back and saved now, over the version that it was typed on.
  try {
    var left = JSON.parse(localStorage.getItem(store) || "{}");
    Object.keys(left).forEach(function (number) {
      var box = card(number);
      if (!box) return;
      put(box, left[number]);
      dirty[number] = left[number];
      box.classList.add("dirty");
    });
    if (Object.keys(dirty).length) save();
  } catch (error) { localStorage.removeItem(store); }
})();
