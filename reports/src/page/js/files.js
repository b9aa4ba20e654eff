
  // ---- The figure as it is shown, as a file

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** The drawing as it is shown, without the cursor. */
  function svgText(f) {
    const svg = f.drawing.querySelector("svg").cloneNode(true);
    svg.setAttribute("width", f.box.width);
    svg.setAttribute("height", f.box.height);
    svg.querySelectorAll(".cursor").forEach(e => e.remove());
    return new XMLSerializer().serializeToString(svg);
  }

  /** The points as they are shown. */
  function csvText(f) {
    const quoted = text => `"${text.replace(/"/g, '""')}"`;
    const number = v => v === undefined || v === null || Number.isNaN(v) ? "" : v === Infinity ? "inf" : String(+v.toPrecision(6));
    const rows = [["series", f.p.x.label, f.p.y.label, "low", "high"].map(quoted).join(",")];
    for (const s of f.p.series)
      s.x.forEach((x, k) => rows.push([quoted(s.look.name), number(x), number(s.y[k]), s.band ? number(s.low[k]) : "", s.band ? number(s.high[k]) : ""].join(",")));
    return rows.join("\n") + "\n";
  }

  function savePng(f) {
    const image = new Image(), scale = 3;
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [f.box.width * scale, f.box.height * scale];
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(blob => save(`${f.spec.id}.png`, blob));
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgText(f));
  }

  const SAVED = {
    SVG: f => save(`${f.spec.id}.svg`, new Blob([svgText(f)], { type: "image/svg+xml" })),
    PNG: savePng,
    CSV: f => save(`${f.spec.id}.csv`, new Blob([csvText(f)], { type: "text/csv" })),
  };

  /** Buttons that save the figure as it is shown. */
  function savers(f) {
    const files = f.element.querySelector(".files");
    if (!files || files.querySelector(".save")) return;
    const bar = element("span", "save", files, null);
    bar.append(" As shown: ");
    for (const [name, act] of Object.entries(SAVED)) {
      const button = element("button", "", bar, null);
      button.type = "button";
      button.textContent = name;
      button.setAttribute("aria-label", `save as ${name}, as shown`);
      button.onclick = () => { if (f.stale || !f.p) draw(f); act(f); };
    }
  }
