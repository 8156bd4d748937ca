// Draws the lists of the report from the data in the page. Every text goes through textContent, so none is ever markup.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = (index) => data.texts[index];
  const CHUNK = 100;
  const LONG = 100;
  const MINUS = "\u2212";

  // --- paper: all of a text, which a screen shows when its row is opened ---

  let onPaper = false;
  window.addEventListener("beforeprint", () => { onPaper = true; });
  window.addEventListener("afterprint", () => { onPaper = false; });
  const shortened = (words) => onPaper || words.length <= LONG ? words : `${words.slice(0, LONG - 1)}…`;

  // --- amounts: exact, as whole numbers of the tenth decimal ---

  const scaled = (amount) => {
    const [whole, part = ""] = amount.replace("-", "").split(".");
    const value = BigInt(whole + part.slice(0, 10).padEnd(10, "0"));
    return amount.startsWith("-") ? -value : value;
  };
  const plain = (value) => {
    const digits = String(value < 0n ? -value : value).padStart(11, "0");
    const part = digits.slice(-10).replace(/0+$/, "").padEnd(2, "0");
    return `${value < 0n ? "-" : ""}${digits.slice(0, -10)}.${part}`;
  };
  const grouped = (amount) => {
    const [whole, part] = amount.replace("-", "").split(".");
    return `${amount.startsWith("-") ? MINUS : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
  };

  // --- building elements ---

  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key.startsWith("aria-") || key === "scope" || key === "role" || key === "datetime") element.setAttribute(key, value);
      else element[key] = value;
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  const cell = (words, className = "") => make("td", { className }, words);
  const amountCell = (amount, className = "") => cell(amount === null ? "" : grouped(amount), `number ${className}`);
  const scrolling = (name, content) =>
    make("div", { className: "scroll", role: "group", tabIndex: 0, "aria-label": name }, content);
  const table = (name, heads, rows) =>
    scrolling(name,
      make("table", {},
        make("thead", {}, make("tr", {}, ...heads.map(([words, kind]) => make("th", { scope: "col", className: kind }, words)))),
        make("tbody", {}, ...rows)));
  const section = (title, content) => make("section", {}, make("h3", {}, title), content);
  const listOf = (items) => make("ul", {}, ...items.map((words) => make("li", {}, words)));

  // --- a list that filters, sorts and opens its rows ---

  const list = (name, { rows, columns, keep, detail, foot, words, printsDetails }) => {
    const part = (what) => document.getElementById(`${name}-${what}`);
    const body = part("table").tBodies[0];
    const state = { column: columns[0], down: false, shown: CHUNK, open: new Set() };
    let kept = [];

    const sorted = (some) => {
      const turn = state.down ? -1 : 1;
      const value = state.column.value;
      return some.sort((a, b) => {
        const one = value(a), other = value(b);
        if (typeof one === "string") return turn * one.localeCompare(other, "en", { numeric: true });
        return one < other ? -turn : one > other ? turn : 0;
      });
    };
    const opened = (row) => make("tr", { className: "detail", id: `${name}-detail-${row.place}` },
      make("td", { colSpan: columns.length }, ...detail(row)));
    const drawn = (row) => {
      const open = state.open.has(row);
      const toggle = make("button", { type: "button", "aria-expanded": String(open) }, row.title);
      toggle.addEventListener("click", () => flip(row));
      const head = make("th", { scope: "row", className: "id" }, toggle,
        row.under ? make("span", { className: "under" }, row.under) : null);
      return make("tr", { className: open ? "opened" : "", id: `${name}-row-${row.place}` },
        head, ...columns.slice(1).map((column) => column.cell(row)));
    };
    const flip = (row) => {
      const line = document.getElementById(`${name}-row-${row.place}`);
      const open = !state.open.has(row);
      if (open) { state.open.add(row); line.after(opened(row)); }
      else { state.open.delete(row); document.getElementById(`${name}-detail-${row.place}`).remove(); }
      line.classList.toggle("opened", open);
      const toggle = line.querySelector("button");
      toggle.setAttribute("aria-expanded", String(open));
      if (open) toggle.setAttribute("aria-controls", `${name}-detail-${row.place}`);
      else toggle.removeAttribute("aria-controls");
    };
    const fill = (all = false, details = false) => {
      const visible = all ? kept : kept.slice(0, state.shown);
      const fragment = document.createDocumentFragment();
      for (const row of visible) {
        fragment.append(drawn(row));
        if (state.open.has(row) || details) fragment.append(opened(row));
      }
      body.replaceChildren(fragment);
      const left = kept.length - visible.length;
      part("more").hidden = left <= 0;
      part("more").textContent = `Show ${Math.min(left, CHUNK).toLocaleString("en")} more of ${left.toLocaleString("en")}`;
    };
    const refresh = () => {
      kept = sorted(rows.filter(keep));
      const one = rows.length === 1 ? words[0] : words[1];
      part("count").textContent = `${kept.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} ${one} shown`;
      part("table").tFoot.replaceChildren(...(foot ? foot(kept) : []));
      fill();
    };
    const heads = columns.map((column) => {
      const button = make("button", { type: "button" }, column.name);
      const head = make("th", { scope: "col", className: column.kind || "" }, button);
      button.addEventListener("click", () => {
        state.down = state.column === column ? !state.down : Boolean(column.downFirst);
        state.column = column;
        mark();
        refresh();
      });
      return head;
    });
    const mark = () => columns.forEach((column, place) => {
      const is = state.column === column;
      if (is) heads[place].setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else heads[place].removeAttribute("aria-sort");
      heads[place].firstChild.textContent = column.name + (is ? (state.down ? " ↓" : " ↑") : "");
    });
    part("table").tHead.append(make("tr", {}, ...heads));
    part("more").addEventListener("click", () => { state.shown += CHUNK; fill(); });
    part("table").addEventListener("keydown", (event) => {
      if (!["ArrowDown", "ArrowUp"].includes(event.key) || !event.target.closest("tbody th")) return;
      const toggles = [...body.querySelectorAll(":scope > tr > th button")];
      const next = toggles[toggles.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { next.focus(); event.preventDefault(); }
    });
    window.addEventListener("beforeprint", () => fill(true, printsDetails()));
    window.addEventListener("afterprint", () => fill());
    mark();
    return { refresh: () => { state.shown = CHUNK; refresh(); }, part };
  };
  const choices = (select, options) =>
    select.append(...options.map(([value, words]) => make("option", { value: String(value) }, words)));
  const bySearch = (input) => {
    const wanted = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return (row) => wanted.every((word) => row.haystack.includes(word));
  };

  // --- orders ---

  const AGREES = 0, OPEN = 2;
  const STATES = ["= agrees", "≠ explained", "! to look at"];
  const STATE_CLASSES = ["agrees", "", "open"];
  const bucketWords = (bucket) => `${bucket.called}, ${bucket.currency || "no currency"}`;
  const amountWords = (amount) => amount === null ? [] : [amount, grouped(amount)];
  const orders = data.orders.map((wire, place) => {
    const [number, gpNumber, vendor, ourBucket, theirBucket, ours, theirs, ourDay, theirDay, difference, state, items] = wire;
    const row = { place, wire, title: number, gpNumber, vendor: text(vendor), ourBucket, theirBucket, ours, theirs,
      ourDay, theirDay, difference, state, items };
    const kind = data.buckets[ourBucket ?? theirBucket].document;
    const words = [kind === data.word ? "" : kind, gpNumber && gpNumber !== number ? `in GP ${gpNumber}` : ""];
    row.under = words.filter(Boolean).join(", ");
    row.day = ourDay || theirDay || "";
    row.accounts = wire[15].flatMap((line) => [line[1], ...line[2]].filter(Boolean).flatMap((side) => [text(side[0]), text(side[4])]));
    row.haystack = [number, gpNumber, words[0], row.vendor, row.day, ...amountWords(ours), ...amountWords(theirs), ...items.map((item) => `${data.reasons[item[0]].name} ${text(item[2])}`),
      ...row.accounts, ...wire[14].map(text)].join(" ").toLowerCase();
    return row;
  });
  const sum = (rows, field, bucketOf) => {
    const totals = new Map();
    for (const row of rows) {
      if (row[field] === null) continue;
      totals.set(bucketOf(row), (totals.get(bucketOf(row)) || 0n) + scaled(row[field]));
    }
    return totals;
  };
  const orderFoot = (rows) => {
    const here = sum(rows, "ours", (row) => row.ourBucket), there = sum(rows, "theirs", (row) => row.theirBucket);
    const buckets = [...new Set([...here.keys(), ...there.keys()])].sort((a, b) => a - b);
    return buckets.map((bucket) => {
      const ours = here.get(bucket) || 0n, theirs = there.get(bucket) || 0n;
      return make("tr", {}, make("th", { scope: "row", colSpan: 4 }, `Shown: ${bucketWords(data.buckets[bucket])}`),
        amountCell(plain(ours)), amountCell(plain(theirs)), amountCell(plain(ours - theirs)), cell(data.buckets[bucket].currency), cell(""));
    });
  };
  const currencyOf = (bucket) => bucket === null ? "" : data.buckets[bucket].currency;
  const currenciesOf = (row) => [...new Set([row.ourBucket, row.theirBucket].filter((one) => one !== null).map(currencyOf))].join(", ");
  const reasonCell = (row) => {
    const reasons = row.items.map(([why, amount, words, bucket]) => make("span", { className: "reason" },
      data.reasons[why].name + (row.items.length > 1 ? ` ${grouped(amount)} ${currencyOf(bucket)}` : ""),
      words === 0 ? null : make("span", { className: "words" }, ` ${shortened(text(words))}`)));
    if (!row.items.length && row.state !== AGREES) {
      reasons.push(make("span", { className: "reason" }, row.wire[16].length ? "Fields changed in GP" : "Lines differ, total agrees"));
    }
    return make("td", { className: "widest" }, ...reasons);
  };
  const accountCell = (account) => cell(account, account.length < 25 ? "id" : "");
  const lineSide = (side, split) => side === null
    ? [cell("", split), cell(""), cell("", "number"), cell("", "number"), cell("", "number")]
    : [cell(text(side[0]), split), accountCell(text(side[4])), cell(side[1] || "", "number"), amountCell(side[2] || null), amountCell(side[3])];
  const lineRows = (line) => {
    const [label, ours, theirs, difference, agrees] = line;
    const parts = theirs.length ? theirs : [null];
    return parts.map((side, place) => make("tr", { className: agrees ? "" : "differs" },
      cell(place ? "" : label), ...lineSide(place ? null : ours, ""), ...lineSide(side, "split"),
      place ? cell("", "number") : make("td", { className: "number sign" }, agrees ? "=" : `≠ ${grouped(difference)}`)));
  };
  const linesOf = (row) => {
    const heads = ["Item", "Charged to", "Quantity", "Price", "Amount"];
    const kinds = ["", "", "number", "number", "number"];
    const head = (words, place) => make("th", { scope: "col", className: kinds[place] + (place ? "" : " split") }, words);
    return scrolling("Lines side by side", make("table", { className: "lines" },
      make("thead", {},
        make("tr", {}, make("th", { scope: "col", rowSpan: 2 }, "Line"), make("th", { scope: "colgroup", colSpan: 5 }, "Procurify"),
          make("th", { scope: "colgroup", colSpan: 5, className: "split" }, "Dynamics GP"),
          make("th", { scope: "col", rowSpan: 2, className: "number" }, "Difference")),
        make("tr", {}, ...heads.map((words, place) => make("th", { scope: "col", className: kinds[place] }, words)), ...heads.map(head))),
      make("tbody", {}, ...row.wire[15].flatMap(lineRows))));
  };
  const orderDetail = (row) => {
    const [ledger, status, notes, lines, changed, steps] = row.wire.slice(12);
    const parts = [];
    const standing = [
      row.ours === null ? null : `Procurify: ${grouped(row.ours)} ${currencyOf(row.ourBucket)}, dated ${row.ourDay || "on no day"}`,
      row.theirs === null ? null : `GP: ${row.gpNumber}, ${grouped(row.theirs)} ${currencyOf(row.theirBucket)}, dated ${row.theirDay}, ${status.toLowerCase()}`,
      `Ledger: ${ledger || "does not know it"}`,
      ...row.items.map(([why, amount, words, bucket]) =>
        `${data.reasons[why].name} ${grouped(amount)} ${currencyOf(bucket)}: ${data.reasons[why].meaning}${words === 0 ? "" : ` (${text(words)})`}`),
    ].filter(Boolean);
    parts.push(section("How it stands", listOf(standing)));
    if (lines.length) parts.push(section("Lines side by side", linesOf(row)));
    if (changed.length) parts.push(section("Changed in GP since it was written", table("Changed in GP since it was written", [["Field", ""], ["As it was written", ""], ["In GP now", ""]],
      changed.map(([field, written, there]) => make("tr", { className: "differs" },
        cell(text(field)), cell(text(written) || "(empty)", "value-text"), cell(`≠ ${text(there) || "(empty)"}`, "value-text"))))));
    if (notes.length) parts.push(section("What was found", listOf(notes.map(text))));
    if (steps.length) parts.push(section("Timeline", make("ol", { className: "timeline" }, ...steps.map(([at, words, who]) =>
      make("li", {}, make("time", { datetime: at }, `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`),
        make("span", {}, text(words), who === 0 ? null : make("span", { className: "words" }, ` (${text(who)})`)))))));
    return parts;
  };
  const show = document.getElementById("order-show"), reason = document.getElementById("order-reason");
  const bucket = document.getElementById("order-bucket"), search = document.getElementById("order-search");
  choices(show, [["all", `All ${data.word}s`], ["open", "Those to look at"], ["differ", "All differences"], ["agree", "Those that agree"]]);
  choices(reason, [["", "Any reason"], ...data.reasons.map((why, place) => [place, why.name])
    .filter(([place]) => orders.some((row) => row.items.some((item) => item[0] === place)))]);
  choices(bucket, [["", "All"], ...data.buckets.map((one, place) => [place, bucketWords(one)])]);
  let found = bySearch(search);
  const orderList = list("order", {
    rows: orders,
    words: [data.word, `${data.word}s`],
    columns: [
      { name: data.word[0].toUpperCase() + data.word.slice(1), value: (row) => row.title },
      { name: "State", downFirst: true, value: (row) => row.state,
        cell: (row) => cell(STATES[row.state], `state ${STATE_CLASSES[row.state]}`) },
      { name: "Vendor", kind: "wide", value: (row) => row.vendor, cell: (row) => cell(row.vendor, "wide") },
      { name: "Dated", value: (row) => row.day, cell: (row) => cell(row.day, "day") },
      { name: "Procurify", kind: "number", downFirst: true, value: (row) => scaled(row.ours || "0.00"),
        cell: (row) => amountCell(row.ours) },
      { name: "Dynamics GP", kind: "number", downFirst: true, value: (row) => scaled(row.theirs || "0.00"),
        cell: (row) => amountCell(row.theirs) },
      { name: "Difference", kind: "number", downFirst: true, value: (row) => { const it = scaled(row.difference || "0.00"); return it < 0n ? -it : it; },
        cell: (row) => amountCell(row.difference) },
      { name: "Currency", value: currenciesOf, cell: (row) => cell(currenciesOf(row)) },
      { name: "Reason", kind: "widest", value: (row) => row.items.length ? data.reasons[row.items[0][0]].name : "", cell: reasonCell },
    ],
    keep: (row) => (show.value === "all" || (show.value === "agree" ? row.state === AGREES
        : show.value === "open" ? row.state === OPEN : row.state !== AGREES))
      && (reason.value === "" || row.items.some((item) => item[0] === Number(reason.value)))
      && (bucket.value === "" || [row.ourBucket, row.theirBucket].includes(Number(bucket.value)))
      && found(row),
    detail: orderDetail,
    foot: orderFoot,
    printsDetails: () => document.getElementById("order-details").checked,
  });
  for (const control of [show, reason, bucket]) control.addEventListener("change", orderList.refresh);
  search.addEventListener("input", () => { found = bySearch(search); orderList.refresh(); });

  // --- vendors ---

  if (data.vendors !== null) {
    const vendors = data.vendors.map((wire, place) => {
      const [name, company, vendorId, standing, ledger, agrees, fields, notes] = wire;
      const differing = fields.filter((field) => field[3] === 1).map(([field, ours, theirs]) =>
        [`${field.replaceAll("_", " ")}: `, ours || "(empty)", theirs || "(empty)"]);
      const why = standing === "linked, not compared" || standing === "cannot be read" ? notes : [];
      const told = standing === "linked" ? differing : [standing, ...why].map((words) => [words]);
      const haystack = [name, company, vendorId, ...told.flat(), ledger, ...fields.flatMap((field) => [field[1], field[2]])].join(" ").toLowerCase();
      return { place, title: name || "(no name)", company, vendorId, standing, ledger, agrees, fields, notes, told, haystack };
    });
    // Each value by itself, so that one from right to left does not change places with the other.
    const differs = ([words, ours, theirs]) => make("span", { className: "reason value-text" },
      shortened(words), ...(ours === undefined ? [] : [make("bdi", {}, ours), " ≠ ", make("bdi", {}, theirs)]));
    const FIELD_STATES = ["= agrees", "≠ differs", "not aligned"];
    const vendorShow = document.getElementById("vendor-show"), vendorSearch = document.getElementById("vendor-search");
    choices(vendorShow, [["all", "All vendors"], ["differ", "Those that differ"], ["both", "Those in both that differ"], ["agree", "Those that agree"]]);
    let vendorFound = bySearch(vendorSearch);
    const vendorList = list("vendor", {
      rows: vendors,
      words: ["vendor", "vendors"],
      columns: [
        { name: "Vendor", value: (row) => row.title },
        { name: "State", downFirst: true, value: (row) => row.agrees ? 0 : 1,
          cell: (row) => cell(row.agrees ? "= agrees" : "≠ differs", `state ${row.agrees ? "agrees" : "open"}`) },
        { name: "Company", value: (row) => row.company, cell: (row) => cell(row.company) },
        { name: "GP vendor ID", value: (row) => row.vendorId, cell: (row) => cell(row.vendorId, "id") },
        { name: "What differs: Procurify ≠ GP", kind: "widest", value: (row) => row.told.flat().join(" "), cell: (row) => make("td", { className: "widest" }, ...row.told.map(differs)) },
        { name: "Ledger", value: (row) => row.ledger, cell: (row) => cell(row.ledger) },
      ],
      keep: (row) => (vendorShow.value === "all" || (vendorShow.value === "agree") === row.agrees)
        && (vendorShow.value !== "both" || !row.standing.endsWith(" alone")) && vendorFound(row),
      detail: (row) => [
        row.fields.length ? section("Field by field", table("Field by field", [["Field", ""], ["Procurify", ""], ["Dynamics GP", ""], ["State", ""]],
          row.fields.map(([field, ours, theirs, state]) => make("tr", { className: state === 1 ? "differs" : "" },
            cell(field.replaceAll("_", " ")), cell(ours, "value-text"), cell(theirs, "value-text"), cell(FIELD_STATES[state], "sign"))))) : null,
        row.notes.length ? section("What was found", listOf(row.notes)) : null,
      ].filter(Boolean),
      printsDetails: () => false,
    });
    vendorShow.addEventListener("change", vendorList.refresh);
    vendorSearch.addEventListener("input", () => { vendorFound = bySearch(vendorSearch); vendorList.refresh(); });
    vendorList.refresh();
  }

  // --- keys, and the first drawing ---

  for (const form of document.forms) form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select");
    if (event.key === "/" && !typing) { search.focus(); event.preventDefault(); }
    if (event.key === "Escape" && event.target === search) { search.value = ""; found = bySearch(search); orderList.refresh(); }
  });
  orderList.refresh();
})();
