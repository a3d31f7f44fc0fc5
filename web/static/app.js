// What the page does with a script beside what htmx does: the sentence in hand,
// the keys, and that nothing moves under the reader's eyes. Everything works
// without it, by links and forms.
(function () {
  "use strict";
  var hand = "";       // key of the unit in hand
  var before = {};     // units as they were before their form took their place
  var asked = 0;

  // copyOut puts the text of a field on the clipboard; where the browser does not
  // let a page do that, the text is marked, and the keys for copying do it.
  function copyOut(button) {
    var field = document.getElementById(button.dataset.copy);
    field.select();
    var done = function () { button.textContent = "Copied"; };
    var byHand = function () { if (document.execCommand && document.execCommand("copy")) { done(); } };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(field.value).then(done, byHand);
    } else {
      byHand();
    }
  }
  document.addEventListener("click", function (e) {
    var button = e.target.closest("[data-copy]");
    if (button) { copyOut(button); }
  });

  function desk() { return document.getElementById("desk"); }
  function units() { return Array.prototype.slice.call(document.querySelectorAll("#desk .unit")); }
  function unit(key) { return key ? document.getElementById("u-" + key) : null; }
  function draft() { var d = document.querySelector(".draft"); return d ? d.dataset.draft : ""; }

  // take puts a unit in hand, shows what stands behind it and brings it into view.
  function take(key, scroll) {
    var now = unit(key);
    if (!now) { return; }
    units().forEach(function (u) { u.classList.toggle("hand", u === now); });
    hand = key;
    if (scroll) { now.scrollIntoView({ block: "nearest" }); }
    var mine = ++asked;
    setTimeout(function () {
      if (mine !== asked || !document.getElementById("why")) { return; }
      htmx.ajax("GET", "/draft/" + draft() + "/why/" + key, { target: "#why", swap: "innerHTML" });
    }, 60);
  }

  function step(by) {
    var all = units();
    var at = all.indexOf(unit(hand));
    var next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    if (all[next]) { take(all[next].dataset.key, true); }
  }

  // nextWanted goes to the next place that needs a person.
  function nextWanted() {
    var all = units(), at = all.indexOf(unit(hand));
    for (var i = 1; i <= all.length; i++) {
      var u = all[(at + i + all.length) % all.length];
      if (u.matches(".mark, .asks, .found, .new")) { take(u.dataset.key, true); return; }
    }
  }

  // accept agrees with the sentence in hand: with what was chosen of a mark, or
  // with the new data of a question; else it goes on to the next place that
  // needs a person.
  function accept() {
    var u = unit(hand);
    if (u && u.matches("form.mark") && (u.querySelector(":checked") || Array.prototype.some.call(u.querySelectorAll("[name=words]"), function (w) { return w.value.trim(); }))) {
      u.requestSubmit(u.querySelector("button:not([name])"));
      return;
    }
    var q = document.querySelector(".question[data-key='" + hand + "'] button[value=new]");
    if (q) { q.form.requestSubmit(q); return; }
    nextWanted();
  }

  function edit() {
    var u = unit(hand);
    if (!u) { return; }
    if (u.matches("form")) { var f = u.querySelector("input:not([type=hidden]), textarea"); if (f) { f.focus(); } return; }
    var pen = u.querySelector("a.pen");
    if (pen) { pen.click(); }
  }

  function leave(form) {
    var u = form.closest(".unit") || form, key = form.dataset.key;
    if (!before[key]) { return false; }
    u.outerHTML = before[key];
    delete before[key];
    var again = unit(key);
    if (again) { htmx.process(again); take(key, false); var pen = again.querySelector("a.pen"); if (pen) { pen.focus({ preventScroll: true }); } }
    return true;
  }

  document.addEventListener("click", function (e) {
    var go = e.target.closest("[data-go]");
    if (go) { e.preventDefault(); take(go.dataset.go, true); var f = unit(go.dataset.go); if (f && f.matches("form")) { var i = f.querySelector("input:not([type=hidden]), textarea"); if (i) { i.focus({ preventScroll: true }); } } return; }
    var cancel = e.target.closest(".edit .cancel");
    if (cancel && leave(cancel.closest("form"))) { e.preventDefault(); return; }
    var u = e.target.closest("#desk .unit");
    if (!u || e.target.closest("a, button, input, textarea, label, summary")) { return; }
    if (u.dataset.key === hand && u.querySelector("a.pen") && !window.getSelection().toString()) { edit(); return; }
    take(u.dataset.key, false);
  });

  document.addEventListener("focusin", function (e) {
    var u = e.target.closest && e.target.closest("#desk .unit");
    if (u && u.dataset.key !== hand) { take(u.dataset.key, false); }
  });

  document.addEventListener("keydown", function (e) {
    if (!desk() || e.ctrlKey && e.key !== "Enter" || e.metaKey || e.altKey) { return; }
    var form = e.target.closest("form.edit");
    if (form && e.key === "Escape") { if (leave(form)) { e.preventDefault(); } return; }
    if (form && e.key === "Enter" && !e.shiftKey && e.target.matches("textarea, input")) { e.preventDefault(); form.requestSubmit(form.querySelector("button.main")); return; }
    if (e.key === "Escape" && e.target.closest("form.mark")) { e.target.blur(); return; }
    if (e.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) { return; }
    if (e.ctrlKey) { return; }
    if (e.key === "Enter") { if (!e.target.matches("a, button, summary")) { e.preventDefault(); edit(); } return; }
    var act = { n: function () { step(1); }, p: function () { step(-1); }, a: accept, w: nextWanted,
      s: function () { var l = document.querySelector("a.sign"); if (l) { l.click(); } },
      u: function () { var b = document.querySelector(".undo button"); if (b) { b.click(); } } }[e.key];
    if (act) { e.preventDefault(); act(); return; }
    var u = unit(hand), n = parseInt(e.key, 10); // the n-th option of a mark
    if (n && u && u.matches("form.mark")) { var o = u.querySelectorAll("[name=pick]")[n - 1]; if (o) { e.preventDefault(); o.click(); } }
  });

  // The unit in hand stays where it is on the screen when the desk is swapped.
  var top = null;
  document.addEventListener("htmx:beforeSwap", function (e) {
    var t = e.detail.target;
    if (t && t.classList.contains("unit")) { before[t.dataset.key] = t.outerHTML; }
    if (t && t.id === "desk") { before = {}; var u = unit(hand); top = u ? u.getBoundingClientRect().top : null; document.getElementById("note").innerHTML = ""; }
  });
  document.addEventListener("htmx:afterSwap", function (e) {
    if (e.detail.target && e.detail.target.id === "desk") {
      var key = desk().dataset.hand || hand, u = unit(key);
      if (!u) { var all = units(); key = hand; u = unit(hand) || all[Math.min(place, all.length - 1)]; }
      if (u) {
        if (top !== null) { window.scrollBy(0, u.getBoundingClientRect().top - top); }
        hand = ""; take(u.dataset.key, false);
      }
    }
    var field = document.querySelector("#desk [autofocus]");
    if (field) { field.focus({ preventScroll: true }); field.removeAttribute("autofocus"); if (field.setSelectionRange) { field.setSelectionRange(field.value.length, field.value.length); } }
  });
  var place = 0;
  document.addEventListener("htmx:beforeRequest", function () { place = Math.max(units().indexOf(unit(hand)), 0); });

  // Who signed in again in another tab goes on with what she had written.
  document.addEventListener("freshToken", function (e) {
    document.querySelectorAll("input[name=token]").forEach(function (i) { i.value = e.detail.value; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-Milepost-Token": e.detail.value }));
  });

  // The preview stands beside the draft and follows it: a frame in a sandbox.
  var pane = "";
  function preview() {
    var why = document.getElementById("why");
    if (!why || !pane) { return; }
    var frame = document.querySelector("#pane iframe");
    if (!frame) {
      var box = document.createElement("section");
      box.id = "pane"; box.setAttribute("aria-label", "The report as it is printed");
      frame = document.createElement("iframe");
      frame.setAttribute("sandbox", ""); frame.title = "The report as it is printed";
      box.appendChild(frame); why.parentNode.insertBefore(box, why);
    }
    why.closest(".draft").classList.add("with-pane");
    frame.src = pane + "?at=" + Date.now();
  }
  document.addEventListener("click", function (e) {
    var link = e.target.closest("[data-pane]");
    if (!link || e.ctrlKey || e.metaKey || window.innerWidth < 1000) { return; }
    e.preventDefault();
    var there = document.getElementById("pane");
    if (there) { there.closest(".draft").classList.remove("with-pane"); there.remove(); pane = ""; return; }
    pane = link.dataset.pane; preview();
  });
  document.addEventListener("htmx:afterSwap", function (e) { if (e.detail.target && e.detail.target.id === "desk") { preview(); } });

  // Who does nothing for 14 minutes is about to be signed out: what she has open
  // is saved first.
  var still = 0;
  function awake() { clearTimeout(still); still = setTimeout(function () {
    var form = document.querySelector("form.edit");
    if (form) { form.requestSubmit(form.querySelector("button.main")); }
  }, 14 * 60 * 1000); }
  ["keydown", "pointerdown"].forEach(function (kind) { document.addEventListener(kind, awake); });
  awake();

  document.addEventListener("DOMContentLoaded", function () {
    if (!desk() || hand) { return; } // who was quicker than the page has hers in hand
    var key = desk().dataset.hand || (location.hash.indexOf("#u-") === 0 ? location.hash.slice(3) : "");
    if (key && unit(key)) { take(key, true); }
  });
})();
