// Does everything a reader can do and writes down what came of it, a line each: "ok …" or "FAIL …".
addEventListener("load", async () => {
  const lines = [];
  const check = (name, holds) => lines.push(`${holds ? "ok" : "FAIL"} ${name}`);
  addEventListener("error", event => lines.push(`FAIL script: ${event.message}`));
  const later = () => new Promise(done => setTimeout(done, 120));
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const set = (select, value) => { select.value = value; select.dispatchEvent(new Event("change")); };
  try {
    // A problem opens, by hand and by a link.
    const problem = document.getElementById("problem-rastrigin-dim-10-gap");
    check("a problem is closed at first", !problem.open && all("path.line", problem.querySelector(".inside")).length === 0);
    problem.open = true;
    await later();
    const stage = problem.querySelector(".stage"), drawn = () => stage.querySelector("svg").outerHTML;
    check("an open problem has its curves", all("path.line", stage).length === 4);
    check("it has names at the edge", /<text[^>]*>cma-es<\/text>/.test(drawn()));
    check("it has stop marks", all("title", stage).some(t => t.textContent.includes("done: 2 of 2 runs ended here")));
    check("it has bands", all("path.band", stage).length > 0);
    location.hash = "#problem-rosenbrock-gap";
    await later();
    check("a link opens a problem", document.getElementById("problem-rosenbrock-gap").open);

    // Axes and measures.
    const [axis, measure] = all(".controls select", problem);
    const first = drawn();
    for (const option of [...axis.options].slice(1)) {
      set(axis, option.value);
      check(`axis ${option.text}`, drawn() !== first && drawn().includes(option.text.replace(", best so far", "")));
    }
    const labels = [...axis.options].map(o => o.text).join("; ");
    check("axes are cost, best so far or calls, steps, time: " + labels, /cost/.test(labels) && /calls: value/.test(labels) && /steps/.test(labels) && /solver time/.test(labels));
    set(axis, 0);
    check("back to the first axis", drawn() === first);
    check("there is a measure", measure.options.length === 2 && measure.options[1].text === "objective");
    set(measure, measure.options[1].value);
    check("a measure with negative values is linear", drawn().includes(">objective</text>") && drawn() !== first && axis.disabled);
    check("its caption says so", problem.querySelector(".rest").textContent.includes("Up: objective"));
    set(measure, 0);
    check("back to the error", drawn() === first && !axis.disabled);

    // Buttons.
    for (const button of all(".controls button", problem)) {
      const before = button.getAttribute("aria-pressed");
      button.click();
      check(`button ${button.textContent} changes the drawing`, drawn() !== first && button.getAttribute("aria-pressed") !== before);
      if (button.textContent === "each run") check("a thin line a run", all("path.thread", stage).length === 62);
      button.click();
      check(`button ${button.textContent} changes it back`, drawn() === first && button.getAttribute("aria-pressed") === before);
    }

    // Legends hide and show everywhere.
    const name = "cma-es", buttons = all(`[data-toggle="${name}"]`);
    stage.scrollIntoView();
    await later();
    buttons[0].click();
    await later();
    check("hidden in the open problem", all(`.series[data-algorithm="${name}"]`, stage).length === 0);
    check("hidden in small multiples", getComputedStyle(document.querySelector(`.thumb [data-algorithm="${name}"]`)).display === "none");
    check("all its buttons say so", all(`[data-toggle="${name}"]`).every(b => b.getAttribute("aria-pressed") === "false"));
    document.getElementById("show-all").click();
    await later();
    check("shown again", all(`.series[data-algorithm="${name}"]`, stage).length === 1 && document.getElementById("show-all").hidden);

    // Two algorithms.
    const pair = document.querySelector("#pairs figure"), [across, up] = all("select", pair);
    pair.scrollIntoView();
    await later();
    const points = () => pair.querySelector("svg").outerHTML, before = points();
    set(across, up.value);
    check("an algorithm equals itself", /faster on 0, .* faster on 0,/.test(pair.querySelector(".note").textContent) && points() !== before);

    // Reading values, with the pointer and with keys.
    const box = stage.querySelector("svg").getBoundingClientRect();
    const at = { clientX: box.left + box.width * 0.3, clientY: box.top + box.height * 0.4, bubbles: true };
    stage.dispatchEvent(new PointerEvent("pointermove", at));
    const readout = stage.querySelector(".readout");
    check("the pointer reads values", !readout.hidden && /median: /.test(readout.textContent) && /cost \[passes\]: /.test(readout.textContent));
    const read = readout.textContent;
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    check("keys read values", !readout.hidden && readout.textContent !== read);
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    check("escape ends it", readout.hidden);

    // Files as shown.
    const saved = [];
    HTMLAnchorElement.prototype.click = function () { saved.push([this.download, this.href]); };
    for (const button of all(".save button", problem)) button.click();
    for (let k = 0; k < 20 && saved.length < 3; k++) await later();
    check("three files are saved: " + saved.map(s => s[0]), saved.length === 3 && saved.every(([name, href]) => name.startsWith("problem-rastrigin") && href.startsWith("blob:")));

    // Accessibility.
    check("every button and list has a name", all("button, select").every(e => (e.getAttribute("aria-label") || e.textContent).trim()));
    check("every drawing has a title", all("svg[role=img]").every(e => e.querySelector("title") && e.querySelector("title").textContent));
    check("every table has a caption or a name", all("table").every(t => t.caption || t.closest("[aria-label]")));
    check("ids are distinct", new Set(all("[id]").map(e => e.id)).size === all("[id]").length);
    const levels = all("h1, h2, h3").map(h => +h.tagName[1]);
    check("headings descend by one", levels[0] === 1 && levels.every((l, k) => k === 0 || l <= levels[k - 1] + 1));

    // Print.
    dispatchEvent(new Event("beforeprint"));
    check("captions are printed in full", all("figcaption details").every(d => d.open));
    check(`nothing is wider than the window: ${document.documentElement.scrollWidth} of ${innerWidth}`, document.documentElement.scrollWidth <= innerWidth);
  } catch (error) {
    lines.push(`FAIL ${error} ${error.stack}`);
  }
  const report = document.createElement("pre");
  report.id = "probe";
  report.textContent = "\n" + lines.join("\n") + "\n";
  document.body.append(report);
});
