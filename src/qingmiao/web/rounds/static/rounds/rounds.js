// Saves a form as it is typed: keeps what was not saved on this machine, moves by keys, takes pasted columns.
(function () {
  "use strict";
  var form = document.getElementById("entry");
  if (!form || !form.querySelector("input[name^=v]")) return;
  var english = document.documentElement.lang === "en", told = document.getElementById("saved"), url = form.getAttribute("data-url");
  var token = form.querySelector("[name=csrfmiddlewaretoken]").value, store = "qingmiao-form-" + form.getAttribute("data-form");
  var say = english ? { saving: "Saving…", saved: "Saved", kept: "Not connected. What you typed is kept on this machine and will be saved as soon as the connection is back.", odd: "Unlike the years before: it will ask for an explanation", whole: "A count is a whole number" }
    : { saving: "正在保存…", saved: "已保存", kept: "没有连上。您填的已暂存在本机，连上后自动保存。", odd: "与往年相差较大，提交时要写明原因", whole: "个数应为整数" };
  var rows = Array.prototype.slice.call(form.querySelectorAll("tr[data-cell]")), dirty = {}, timer = null, busy = false, waiting = null;

  function field(row, letter) { return row.querySelector("[name^=" + letter + "]"); }
  function rowOf(cell) { return form.querySelector('tr[data-cell="' + cell + '"]'); }
  function words(row) { return { cell: row.getAttribute("data-cell"), version: row.getAttribute("data-version"), value: field(row, "v").value, status: field(row, "s").value, comment: field(row, "c").value }; }

  function hint(row, text, kind) {
    var old = row.querySelector(".live");
    if (old) old.remove();
    row.classList.toggle("bad", kind === "bad");
    row.classList.toggle("odd", kind === "odd");
    if (!text) return;
    var note = document.createElement("p");
    note.className = "live " + (kind === "bad" ? "bad" : "quiet");
    note.textContent = text;
    row.querySelector(".hints").appendChild(note);
  }

  function look(row) {
    var text = field(row, "v").value.replace(/[,，\s]/g, ""), value = parseFloat(text), low = parseFloat(row.getAttribute("data-low")), high = parseFloat(row.getAttribute("data-high"));
    if (text === "" || isNaN(value)) return hint(row, "", "");
    if (row.hasAttribute("data-whole") && value !== Math.floor(value) && field(row, "v").value.indexOf("%") < 0) return hint(row, say.whole, "bad");
    if (!isNaN(low) && (value < low || value > high)) return hint(row, say.odd, "odd");
    hint(row, "", "");
  }

  function keep() {
    try {
      if (Object.keys(dirty).length) localStorage.setItem(store, JSON.stringify(dirty)); else localStorage.removeItem(store);
    } catch (error) { /* a browser that keeps nothing still saves over the network */ }
  }

  function touch(row) {
    Array.prototype.forEach.call(row.querySelectorAll(".hints p:not(.live)"), function (old) { old.remove(); });
    dirty[row.getAttribute("data-cell")] = words(row);
    row.classList.add("dirty");
    look(row);
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, 600);
  }

  function save() {
    var cells = Object.keys(dirty).slice(0, 500).map(function (cell) { return dirty[cell]; });
    if (busy || !cells.length) return;
    busy = true;
    told.textContent = say.saving;
    fetch(url, { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ cells: cells }) })
      .then(function (response) {
        if (response.status >= 500 || response.redirected) throw new Error("later");
        return response.json();
      })
      .then(function (answer) {
        busy = false;
        if (answer.error) { waiting = null; told.textContent = answer.error; return; }
        answer.wrong.forEach(function (one) { done(one.cell, cells); hint(rowOf(one.cell), one.what, "bad"); });
        answer.saved.forEach(function (one) {
          var row = rowOf(one.cell);
          row.setAttribute("data-version", one.version);
          field(row, "n").value = one.version;
          done(one.cell, cells);
          if (dirty[one.cell]) dirty[one.cell].version = one.version;
          if (one.conflict) { field(row, "v").value = one.value; field(row, "s").value = one.status; field(row, "c").value = one.comment; hint(row, one.conflict, "bad"); }
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

  // A cell that was typed in again while it was being saved stays dirty.
  function done(cell, sent) {
    var before = sent.filter(function (one) { return String(one.cell) === String(cell); })[0], now = dirty[cell];
    if (now && before && (now.value !== before.value || now.status !== before.status || now.comment !== before.comment)) return;
    delete dirty[cell];
    rowOf(cell).classList.remove("dirty");
  }

  function step(input, by) {
    var letter = input.name.charAt(0), at = rows.indexOf(input.closest("tr")) + by;
    if (rows[at]) { var next = field(rows[at], letter); next.focus(); if (next.select) next.select(); }
  }

  form.addEventListener("input", function (event) { var row = event.target.closest("tr[data-cell]"); if (row) touch(row); });
  form.addEventListener("submit", function (event) { event.preventDefault(); save(); });
  form.addEventListener("keydown", function (event) {
    if (event.target.tagName !== "INPUT") return;
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); step(event.target, 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); step(event.target, -1); }
  });
  form.addEventListener("paste", function (event) {
    var text = (event.clipboardData || window.clipboardData).getData("text"), input = event.target;
    if (input.tagName !== "INPUT" || input.name.charAt(0) !== "v" || !/[\n\t]/.test(text.replace(/\s+$/, ""))) return;
    event.preventDefault();
    var at = rows.indexOf(input.closest("tr"));
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach(function (line, index) {
      var row = rows[at + index];
      if (row) { field(row, "v").value = line.split("\t")[0].trim(); touch(row); }
    });
  });
  var act = document.getElementById("act");
  if (act) act.addEventListener("submit", function (event) {
    // What was typed last is saved first, then the step is taken.
    if (Object.keys(dirty).length) { event.preventDefault(); waiting = event.submitter; told.textContent = say.saving; save(); }
  });
  window.addEventListener("beforeunload", function (event) { if (Object.keys(dirty).length) { keep(); event.preventDefault(); event.returnValue = ""; } });

  // What an earlier visit could not save is put back and saved now, over the version that it was typed on.
  try {
    var left = JSON.parse(localStorage.getItem(store) || "{}");
    Object.keys(left).forEach(function (cell) {
      var row = rowOf(cell);
      if (!row) return;
      field(row, "v").value = left[cell].value; field(row, "s").value = left[cell].status; field(row, "c").value = left[cell].comment;
      dirty[cell] = left[cell];
      row.classList.add("dirty");
    });
    if (Object.keys(dirty).length) save();
  } catch (error) { localStorage.removeItem(store); }
  rows.forEach(function (row) { if (!row.querySelector(".hints p")) look(row); });
})();
