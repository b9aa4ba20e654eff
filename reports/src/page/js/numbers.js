"use strict";
// Draws the figures again in the browser, with the look of svg.rs: hidden curves, other axes, values under the pointer.
// A performance profile is computed anew for the algorithms that are shown.
(() => {
  const DATA = JSON.parse(document.getElementById("data").textContent);
  const ALGORITHMS = DATA.algorithms;
  const hidden = new Set();
  const figures = new Map();

  // ---- Numbers and text

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Map([...DIGITS].map((c, i) => [c, i]));
  const tenth = v => { const t = v.toFixed(1); return t === "-0.0" ? "0" : t.endsWith(".0") ? t.slice(0, -2) : t; };
  const escaped = t => t.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const power = e => "10" + String(e).replace("-", "⁻").replace(/\d/g, d => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
  const plain = (d, e) => e >= -2 && e <= 3 ? String(+(d * 10 ** e).toPrecision(1)) : d === 1 ? power(e) : `${d}·${power(e)}`;
  const shown = v => v === Infinity ? "∞" : Number.isNaN(v) ? "–" : v === 0 ? "0"
    : (Math.abs(v) >= 1e-3 && Math.abs(v) < 1e5) ? String(+v.toPrecision(4)) : v.toPrecision(4).replace(/\.?0+e/, "e");

  /** Width of text at 11 points, about. */
  const WIDTHS = [[4, "ijl.,:'|tfr() "], [10, "mwMW%—"], [7.8, "ABCDEFGHIJKLNOPQRSTUVXYZ="]];
  const textWidth = text => [...text].reduce((sum, c) => sum + (WIDTHS.find(([, of]) => of.includes(c)) || [6.8])[0], 0);

  /** The text, or its beginning if there is no room for all. */
  function cut(text, room) {
    if (textWidth(text) <= room) return text;
    let kept = text;
    while (kept.length > 3 && textWidth(kept + "…") > room) kept = kept.slice(0, -1);
    return kept + "…";
  }

  /** Values from `digits` characters each; the last is repeated up to the number of points. */
  function decoded(text, digits, { n, c0, c1, even }) {
    const largest = 64 ** digits - 1, values = [];
    for (let i = 0; i < text.length; i += digits) {
      let code = 0;
      for (let k = 0; k < digits; k++) code = 64 * code + VALUE.get(text[i + k]);
      const part = c0 + (c1 - c0) * (code - 2) / (largest - 3);
      values.push(code === 0 ? NaN : code === largest ? Infinity : even ? part : code === 1 ? 0 : 10 ** part);
    }
    while (values.length < n) values.push(values[values.length - 1]);
    return values;
  }

  /** 0 and n − 1 geometric points. */
  function grid({ n, x0, x1 }) {
    const x = [0];
    for (let k = 0; k < n - 1; k++) x.push(n > 2 ? x0 * (x1 / x0) ** (k / (n - 2)) : x1);
    return x;
  }
