// The review page by keys and without waiting: every act is also a plain form, which this script sends by itself.
(function () {
  "use strict";
  var list = document.getElementById("list"), doc = document.getElementById("doc"), acts = document.getElementById("acts");
  var narrow = document.getElementById("narrow"), box = document.getElementById("box"), help = document.getElementById("help");
  var words = document.getElementById("words").dataset, said = document.getElementById("said");
  if (!list || !window.fetch) return;
  var runs = {}, current = null, queue = Promise.resolve(), waiting = 0, timer = 0;

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function row(key) { return document.getElementById("i-" + key); }
  function shown() { return all(".it:not([hidden])", list); }
  function token() { return acts.elements.csrfmiddlewaretoken.value; }

  // ---------------------------------------------------------------- joined highlight

  function index() {
    runs = {};
    all("[data-k]", doc).forEach(function (run) {
      run.dataset.k.split(" ").forEach(function (key) { (runs[key] = runs[key] || []).push(run); });
    });
  }

  function within(pane, element) {
    if (getComputedStyle(pane).overflowY !== "auto") { element.scrollIntoView({ block: "nearest" }); return; }
    var outer = pane.getBoundingClientRect(), inner = element.getBoundingClientRect();
    if (inner.top < outer.top + 24 || inner.bottom > outer.bottom - 24) {
      pane.scrollTop += inner.top - outer.top - Math.max(24, (outer.height - Math.min(inner.height, outer.height)) / 3);
    }
  }

  function select(item, quiet) {
    if (!item) return;
    if (current) { current.classList.remove("cur"); current.removeAttribute("aria-current"); current.tabIndex = -1; }
    all(".on", doc).forEach(function (run) { run.classList.remove("on"); });
    current = item;
    var bar = item.querySelector(".do");
    if (!bar.querySelector("[data-do]")) bar.innerHTML = document.getElementById(item.dataset.part === "plan" ? "do-plan" : "do").innerHTML.replace(/KEY/g, item.dataset.key);
    item.classList.add("cur");
    item.setAttribute("aria-current", "true");
    item.tabIndex = 0;
    var own = runs[item.dataset.key] || [];
    own.forEach(function (run) { run.classList.add("on"); });
    if (own.length) { within(doc, own[0]); within(doc, own[0]); }
    if (!quiet) item.focus({ preventScroll: true });
    within(list, item);
  }

  function step(by) {
    var items = shown(), at = items.indexOf(current);
    var next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next) select(next);
  }

  function nextOpen() {
    var items = shown(), at = items.indexOf(current);
    var rest = items.slice(at + 1).concat(items.slice(0, Math.max(at, 0)));
    var next = rest.filter(function (item) { return item.dataset.state === "open"; })[0];
    if (next) { select(next); return; }
    // Nothing shown is open: stay, so that a key held down never approves a plan.
    select(current);
    var left = all('.it[data-state="open"]', list).length;
    queue.then(function () { tell(left ? words.listed.replace("{}", left) : words.complete); });
  }

  // ---------------------------------------------------------------- acts

  function tell(text) {
    said.textContent = text || "";
    said.hidden = !text;
    clearTimeout(timer);
    if (text) timer = setTimeout(function () { said.hidden = true; }, 6000);
  }

  function counted(answer) {
    document.getElementById("done").textContent = answer.done;
    document.getElementById("total").textContent = answer.total;
    document.getElementById("bar").max = answer.total;
    document.getElementById("bar").value = answer.done;
    document.getElementById("sure").textContent = answer.sure_open;
    document.getElementById("rest").hidden = !answer.sure_open;
    document.getElementById("undo").hidden = !answer.undo;
  }

  function redraw(answer) {
    Object.keys(answer.rows || {}).forEach(function (key) {
      var old = row(key), holder = document.createElement("template");
      holder.innerHTML = answer.rows[key].trim();
      if (!old) return;
      var fresh = holder.content.firstElementChild, mine = old === current, held = old.contains(document.activeElement);
      fresh.hidden = old.hidden;
      old.replaceWith(fresh);
      if (mine) { current = null; select(fresh, !held); }
    });
  }

  // Acts are sent one after another; the page does not wait for them.
  function send(data, url) {
    waiting += 1;
    document.body.setAttribute("aria-busy", "true");
    queue = queue.then(function () {
      return fetch(url || acts.action, { method: "POST", body: data, headers: { "X-Fragment": "1", "X-CSRFToken": token() }, credentials: "same-origin" });
    }).then(function (response) {
      var kind = response.headers.get("Content-Type") || "";
      if (kind.indexOf("json") >= 0) return response.json();
      return response.text().then(function (text) { return { form: text, status: response.status }; });
    }).then(function (answer) {
      if (answer.form !== undefined) return answer.status === 422 ? answer : refresh("", words.lost);
      if (answer.fresh) return refresh(answer.at, answer.said).then(function () { return answer; });
      redraw(answer);
      counted(answer);
      tell(answer.said);
      return answer;
    }).catch(function () { return refresh("", words.lost).catch(function () { tell(words.lost); }); }).then(function (answer) {
      waiting -= 1;
      if (!waiting) document.body.removeAttribute("aria-busy");
      return answer;
    });
    return queue;
  }

  function refresh(at, text) {
    return fetch(address(), { credentials: "same-origin" }).then(function (response) { return response.text(); }).then(function (html) {
      var page = new DOMParser().parseFromString(html, "text/html"), key = at || (current && current.dataset.key);
      ["#list", "#doc", ".prog", ".rbar", ".rtabs"].forEach(function (selector) {
        var old = document.querySelector(selector), fresh = page.querySelector(selector), top = old ? old.scrollTop : 0;
        if (!old || !fresh) return;
        old.innerHTML = fresh.innerHTML;
        old.scrollTop = top;
      });
      current = null;
      index();
      filter();
      select(row(key) || shown()[0]);
      tell(text);
    });
  }

  function form(name, keys) {
    var data = new FormData();
    data.append("plan", acts.elements.plan.value);
    keys.forEach(function (key) { data.append(name, key); });
    return data;
  }

  function decide(name) {
    if (!current) return;
    var item = current, states = { accept: "accepted", reject: "rejected", reopen: "open" };
    if (name === "reject" && item.dataset.part === "plan") return;
    if (item.dataset.state === states[name]) { nextOpen(); return; }
    item.dataset.state = states[name];
    item.className = item.className.replace(/s-\w+/, "s-" + states[name]);
    send(form(name, [item.dataset.key]));
    if (name === "reopen") select(item); else nextOpen();
  }

  function merge() {
    var marked = all(".it.marked", list).map(function (item) { return item.dataset.key; });
    if (current) send(form("merge", marked.length > 1 ? marked : [current.dataset.key]));
  }

  function acceptRest() {
    var data = form("accept_rest", ["1"]);
    shown().forEach(function (item) { data.append("item", item.dataset.key); });
    send(data);
  }

  // ---------------------------------------------------------------- forms in a box

  function open(url) {
    return fetch(url, { headers: { "X-Fragment": "1" }, credentials: "same-origin" }).then(function (response) {
      if (!response.ok) throw new Error(response.status);
      return response.text();
    }).then(show).catch(function () { tell(words.lost); });
  }

  function show(html) {
    box.innerHTML = html;
    if (!box.open) box.showModal();
    kinds();
    var bad = box.querySelector("[aria-invalid]"), bar = box.querySelector("textarea[name=words]");
    var first = bad || box.querySelector("input[name=indicator],input[name=title],textarea") || box.querySelector("select,input:not([type=hidden])");
    if (first) first.focus();
    if (bar) { var at = bar.value.indexOf("｜"); if (at >= 0) bar.setSelectionRange(at, at + 1); }
  }

  function close() {
    if (box.open) box.close();
    if (current) current.focus({ preventScroll: true });
  }

  function kinds() {
    var kind = box.querySelector("select[name=kind]");
    all(".one[data-kinds]", box).forEach(function (label) {
      label.hidden = !!kind && label.dataset.kinds.split(" ").indexOf(kind.value) < 0;
    });
  }

  box.addEventListener("change", function (event) {
    if (event.target.name === "kind") kinds();
    if (event.target.name === "part") {
      var data = new FormData(event.target.form);
      open(event.target.form.getAttribute("action") + "?plan=" + data.get("plan") + "&start=" + data.get("start") + "&end=" + data.get("end") + "&part=" + data.get("part"));
    }
  });
  box.addEventListener("submit", function (event) {
    var sent = event.target;
    event.preventDefault();
    if (sent.id === "find") { found(); return; }
    if (sent.method === "get") { open(sent.getAttribute("action") + "?" + new URLSearchParams(new FormData(sent))); return; }
    send(new FormData(sent), sent.getAttribute("action")).then(function (answer) {
      if (answer && answer.form !== undefined) { show(answer.form); return; }
      close();
      if (answer && answer.rows && Object.keys(answer.rows).length) nextOpen();
    });
  });
  // Enter sends the form from a list of choices as it does from a line of text.
  box.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.target.tagName !== "SELECT" || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  box.addEventListener("click", function (event) {
    if (event.target.closest("[data-close]")) { event.preventDefault(); close(); }
  });
  box.addEventListener("close", function () { if (current) current.focus({ preventScroll: true }); });

  // ---------------------------------------------------------------- adding by selected words

  function points(text) { return Array.from(text).length; }

  function place(node, offset) {
    var line = (node.nodeType === 1 ? node : node.parentNode).closest("p[data-s]");
    if (!line) return null;
    var range = document.createRange();
    range.setStart(line, 0);
    range.setEnd(node, offset);
    return Number(line.dataset.s) + points(range.toString());
  }

  function selected() {
    var chosen = window.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    var range = chosen.getRangeAt(0);
    if (!doc.contains(range.startContainer) || !doc.contains(range.endContainer)) return null;
    var start = place(range.startContainer, range.startOffset), end = place(range.endContainer, range.endOffset);
    return start !== null && end !== null && start < end ? [start, end] : null;
  }

  function add() {
    var span = selected();
    if (span) { fill(span); return; }
    box.innerHTML = document.getElementById("finder").innerHTML;
    box.showModal();
    var area = document.getElementById("find-text"), lines = all("p[data-s]", doc), at = 0, mine = current && (runs[current.dataset.key] || [])[0];
    var text = lines.map(function (line) { return line.textContent; });
    area.value = text.join("\n");
    if (mine) {
      var here = mine.closest("p");
      var before = document.createRange();
      before.setStart(here, 0);
      before.setEndBefore(mine);
      at = text.slice(0, lines.indexOf(here)).join("\n").length + (lines.indexOf(here) ? 1 : 0) + before.toString().length;
    }
    area.focus();
    area.setSelectionRange(at, at);
    area.scrollTop = Math.max(0, (at / Math.max(area.value.length, 1)) * area.scrollHeight - 120);
    // The words of the document are chosen here, not changed.
    area.addEventListener("beforeinput", function (event) { event.preventDefault(); });
    area.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); found(); } });
  }

  function offset(area, at) {
    var lines = all("p[data-s]", doc), rest = at;
    for (var i = 0; i < lines.length; i++) {
      var text = lines[i].textContent;
      if (rest <= text.length) return Number(lines[i].dataset.s) + points(text.slice(0, rest));
      rest -= text.length + 1;
    }
    return Number(doc.dataset.end);
  }

  function found() {
    var area = document.getElementById("find-text");
    if (area.selectionStart === area.selectionEnd) { tell(words.selected); return; }
    fill([offset(area, area.selectionStart), offset(area, area.selectionEnd)]);
  }

  function fill(span) { open(document.getElementById("add").getAttribute("href") + "&start=" + span[0] + "&end=" + span[1]); }

  // ---------------------------------------------------------------- filter

  function address() {
    var query = new URLSearchParams(new FormData(narrow));
    all("[name]", narrow).forEach(function (field) { if (!field.value) query.delete(field.name); });
    return "?" + query;
  }

  function filter() {
    var f = {};
    all("[name]", narrow).forEach(function (field) { f[field.name] = field.value; });
    var wanted = (f.words || "").toLowerCase(), n = 0;
    all(".it", list).forEach(function (item) {
      var d = item.dataset;
      var yes = (!f.state || (f.state === "unsure" ? "unsure" in d && d.state === "open" : d.state === f.state)) && (!f.group || d.group === f.group || d.part === f.group) &&
        (!f.area || d.area === f.area) && (!f.note || d.note === f.note) && (!wanted || item.textContent.toLowerCase().indexOf(wanted) >= 0);
      item.hidden = !yes;
      n += yes ? 1 : 0;
    });
    document.getElementById("shown").textContent = words.shown.replace("{}", n);
    document.getElementById("none").hidden = n > 0;
    history.replaceState(null, "", address());
    if (current && current.hidden && n) select(shown()[0], true);
  }

  narrow.addEventListener("submit", function (event) { event.preventDefault(); filter(); step(0); });
  narrow.addEventListener("input", filter);
  narrow.addEventListener("keydown", function (event) {
    if (event.key === "Escape" || (event.key === "Enter" && event.target.name === "words")) { event.preventDefault(); select(current && !current.hidden ? current : shown()[0]); }
  });

  function unsureOnly() {
    narrow.elements.state.value = narrow.elements.state.value === "unsure" ? "" : "unsure";
    filter();
    select(current && !current.hidden ? current : shown()[0]);
  }

  // ---------------------------------------------------------------- keys and clicks

  var KEYS = {
    ArrowDown: function () { step(1); }, j: function () { step(1); }, ArrowUp: function () { step(-1); }, k: function () { step(-1); },
    PageDown: function () { step(10); }, PageUp: function () { step(-10); }, Home: function () { step(-1e6); }, End: function () { step(1e6); },
    Enter: function () { decide("accept"); }, x: function () { decide(current && current.dataset.state === "rejected" ? "reopen" : "reject"); },
    e: function () { go("correct"); }, s: function () { go("split"); }, m: merge, a: add, z: function () { send(form("undo", ["1"])); }, u: unsureOnly,
    " ": function () { if (current) current.classList.toggle("marked"); },
    "/": function () { narrow.elements.words.focus(); narrow.elements.words.select(); }, "?": function () { help.showModal(); }
  };

  function go(name) {
    var link = current && current.querySelector("[data-do=" + name + "]");
    if (link) open(link.getAttribute("href"));
  }

  document.addEventListener("keydown", function (event) {
    if (box.open || help.open || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (event.key === "Enter") { event.preventDefault(); queue.then(function () { document.querySelector("#approve button").click(); }); }
      return;
    }
    if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    var pressed = /^(BUTTON|A|SUMMARY)$/.test(event.target.tagName), key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (pressed && (key === "Enter" || key === " ")) return;
    if (doc.contains(event.target) && /^(Arrow|Page|Home|End| )/.test(key)) return;
    if (event.shiftKey && key === "Enter") { event.preventDefault(); acceptRest(); return; }
    if (!KEYS[key] || (event.shiftKey && key !== "?")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    KEYS[key]();
  }, true);

  list.addEventListener("click", function (event) {
    var item = event.target.closest(".it"), button = event.target.closest("button[name]"), link = event.target.closest("a");
    if (!item) return;
    select(item, !!button);
    if (button || link) event.preventDefault();
    if (button && button.name === "merge") merge(); else if (button) decide(button.name);
    if (link && link.dataset.do) open(link.getAttribute("href"));
  });
  doc.addEventListener("click", function (event) {
    var run = event.target.closest("[data-k]");
    if (!run || !window.getSelection().isCollapsed) return;
    var keys = run.dataset.k.split(" ").reverse().filter(function (key) { return row(key); }), at = current ? keys.indexOf(current.dataset.key) : -1;
    var item = row(keys[(at + 1) % keys.length]);
    if (item) { if (item.hidden) { narrow.reset(); all("select,input[type=search]", narrow).forEach(function (field) { field.value = ""; }); filter(); } select(item); }
  });
  document.addEventListener("click", function (event) {
    var target = event.target.closest ? event.target.closest("#rest,#undo,#add,#help-open") : null;
    if (!target) return;
    event.preventDefault();
    ({ rest: acceptRest, undo: KEYS.z, add: add, "help-open": KEYS["?"] })[target.id]();
  });

  window.addEventListener("beforeunload", function (event) { if (waiting) event.preventDefault(); });

  index();
  filter();
  select(row(list.dataset.current) || shown()[0], /^#i-/.test(location.hash) === false && !!document.querySelector(".note.error"));
})();
