// Additions to pages that are whole without them: search key, sorting, filtering, copying tables, printing.
(function () {
  "use strict";
  var page = document.documentElement, english = page.lang === "en";
  var say = english ? { filter: "Filter rows", copy: "Copy table", copied: "Copied", columns: "Columns" } : { filter: "筛选行", copy: "复制表格", copied: "已复制", columns: "选列" };
  page.classList.add("has-js");

  document.addEventListener("keydown", function (event) {
    var field = document.getElementById("q");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !field || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  document.addEventListener("click", function (event) {
    var target = event.target.closest ? event.target.closest("[data-print],[data-check-all],[data-wait]") : null;
    if (!target) return;
    if (target.hasAttribute("data-print")) window.print();
    if (target.hasAttribute("data-check-all")) checkAll(target.getAttribute("data-check-all"));
    if (target.hasAttribute("data-wait")) wait(target);
  });

  function checkAll(name) {
    var boxes = Array.prototype.slice.call(document.querySelectorAll('input[type=checkbox][name="' + name + '"]'));
    var all = boxes.every(function (box) { return box.checked; });
    boxes.forEach(function (box) { box.checked = !all; });
  }

  function wait(link) {
    var words = link.textContent;
    link.textContent = link.getAttribute("data-wait");
    setTimeout(function () { link.textContent = words; }, 4000);
  }

  function text(row, index) {
    var cell = row.cells[index];
    return cell ? cell.getAttribute("data-sort") || cell.innerText.trim() : "";
  }

  function compare(a, b) {
    var x = parseFloat(a.replace(/,/g, "")), y = parseFloat(b.replace(/,/g, ""));
    if (!isNaN(x) && !isNaN(y) && x !== y) return x - y;
    if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
    return a.localeCompare(b, "zh-CN");
  }

  function sortable(table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, index) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
        Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        Array.prototype.slice.call(body.rows)
          .sort(function (a, b) { return (up ? 1 : -1) * compare(text(a, index), text(b, index)); })
          .forEach(function (row) { body.appendChild(row); });
      });
    });
  }

  function lines(table) {
    var rows = Array.prototype.slice.call(table.tHead.rows).concat(Array.prototype.slice.call(table.tBodies[0].rows));
    return rows.filter(function (row) { return !row.hidden; }).map(function (row) {
      return Array.prototype.filter.call(row.cells, function (cell) { return !cell.hidden; }).map(function (cell) { return cell.innerText.trim().replace(/\s+/g, " "); }).join("\t");
    }).join("\n");
  }

  function copy(words, done) {
    if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(words).then(done); return; }
    var area = document.createElement("textarea");
    area.value = words;
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    done();
  }

  // Which columns a reader has put away is kept in the browser, for each kind of page and table.
  function columns(table, number) {
    var kind = location.pathname.replace(/(plans|commitments|places|figures)\/[^/]+/g, "$1");
    var key = "columns:" + kind + "#" + number + ":" + table.tHead.rows[0].cells.length, away = {};
    try { away = JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { away = {}; }
    var box = document.createElement("details"), list = document.createElement("div"), title = document.createElement("summary");
    title.textContent = say.columns;
    box.className = "columns";
    box.appendChild(title);
    box.appendChild(list);
    function show() {
      Array.prototype.forEach.call(table.rows, function (row) {
        if (row.cells.length === table.tHead.rows[0].cells.length)
          Array.prototype.forEach.call(row.cells, function (cell, index) { cell.hidden = Boolean(away[index]); });
      });
    }
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, index) {
      if (!index) return;
      var label = document.createElement("label"), tick = document.createElement("input");
      tick.type = "checkbox";
      tick.checked = !away[index];
      tick.addEventListener("change", function () {
        away[index] = !tick.checked;
        try { localStorage.setItem(key, JSON.stringify(away)); } catch (error) { /* a browser that keeps nothing */ }
        show();
      });
      label.appendChild(tick);
      label.appendChild(document.createTextNode(" " + head.innerText));
      list.appendChild(label);
    });
    show();
    return box;
  }

  function tools(table, number) {
    if (table.tBodies[0].rows.length < 8 && !table.hasAttribute("data-copy")) return;
    var bar = document.createElement("div"), field = document.createElement("input"), button = document.createElement("button");
    bar.className = "tabletools";
    field.type = "search";
    field.placeholder = say.filter;
    field.setAttribute("aria-label", say.filter);
    field.addEventListener("input", function () {
      Array.prototype.forEach.call(table.tBodies[0].rows, function (row) { row.hidden = row.innerText.indexOf(field.value.trim()) < 0; });
    });
    button.type = "button";
    button.textContent = say.copy;
    button.addEventListener("click", function () {
      copy(lines(table), function () {
        button.textContent = say.copied;
        setTimeout(function () { button.textContent = say.copy; }, 1500);
      });
    });
    if (table.tBodies[0].rows.length >= 8) bar.appendChild(field);
    bar.appendChild(columns(table, number));
    bar.appendChild(button);
    table.parentNode.parentNode.insertBefore(bar, table.parentNode);
  }

  Array.prototype.forEach.call(document.querySelectorAll("table[data-sortable]"), function (table, number) {
    if (!table.tBodies.length || !table.tHead) return;
    sortable(table);
    tools(table, number);
  });
})();
