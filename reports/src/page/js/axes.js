
  // ---- Sizes and axes

  const [LEFT, RIGHT, TOP, BOTTOM] = [56, 20, 28, 42];

  /** Where the axes of a figure are: as in svg.rs for one of many, as wide as there is room for a wide one. */
  function place(f, names) {
    if (!f.wide) {
      const width = 400, end = width - RIGHT;
      return { width, height: f.spec.kind === "scatter" ? TOP + end - LEFT + BOTTOM : 290, end, edge: 0 };
    }
    const width = Math.max(300, Math.min(1000, Math.floor(f.drawing.clientWidth) || 640));
    const widest = Math.max(0, ...names.map(textWidth));
    const edge = width < 540 ? 0 : Math.min(widest + 20, 0.36 * width);
    return { width, height: Math.round(Math.min(440, Math.max(280, 0.52 * width))), end: width - RIGHT - edge, edge };
  }

  /** From a value to a length; null where there is none. */
  function ruler({ log, from, to }, start, end) {
    const f = log ? Math.log10 : v => v;
    const [a, b] = [f(from), f(to)];
    const at = v => v === null || Number.isNaN(v) || v === Infinity ? null : log && v <= 0 ? start
      : start + Math.min(2, Math.max(-1, (f(v) - a) / (b - a))) * (end - start);
    const back = p => { const t = a + (p - start) / (end - start) * (b - a); return log ? 10 ** t : t; };
    return { at, back, log, from, to, span: Math.abs(end - start) };
  }

  function ticks(r) {
    const found = [];
    if (!r.log) {
      const rough = (r.to - r.from) / Math.min(6, Math.max(2, r.span / 40));
      const unit = 10 ** Math.floor(Math.log10(rough));
      const step = unit * ([1, 2, 2.5, 5].find(f => f * unit >= rough) || 10);
      for (let k = Math.ceil(r.from / step); k <= Math.floor(r.to / step); k++)
        found.push([k * step, shown(+(k * step).toPrecision(6)).replace("-", "−")]);
    } else {
      const decades = Math.log10(r.to) - Math.log10(r.from);
      const every = Math.max(1, Math.ceil(decades / Math.min(9, Math.max(3, r.span / 36))));
      for (let e = Math.floor(Math.log10(r.from)); e <= Math.ceil(Math.log10(r.to)); e++) {
        const label = e % every !== 0 ? null : decades < 1.7 ? plain(1, e) : power(e);
        if (label || decades <= 14) found.push([10 ** e, label]);
        if (every > 1) continue;
        for (let d = 2; d < 10; d++)
          found.push([d * 10 ** e, decades < 1.7 && (d === 2 || d === 5) ? plain(d, e) : null]);
      }
    }
    const slack = r.log ? v => 1e-9 * v : () => 1e-9 * (r.to - r.from);
    return found.filter(([v]) => v >= r.from - slack(v) && v <= r.to + slack(v));
  }

  /** Range of positive or all finite values, for an axis without one. */
  function fitted(axis, values) {
    if (Number.isFinite(axis.from) && Number.isFinite(axis.to)) return axis;
    let from = Infinity, to = -Infinity;
    for (const v of values) if (Number.isFinite(v) && (!axis.log || v > 0)) { from = Math.min(from, v); to = Math.max(to, v); }
    if (from > to) [from, to] = [1, 10];
    if (axis.log && to / from < 1.5) [from, to] = [from / 2, to * 2];
    if (!axis.log && to - from <= 1e-12 * Math.abs(to)) [from, to] = [from - 0.5, to + 0.5];
    return { ...axis, from, to };
  }
