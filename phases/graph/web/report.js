for (const head of document.querySelectorAll("th[data-sorts]")) {
  const sort = () => {
    const body = head.closest("table").tBodies[0];
    const up = head.getAttribute("aria-sort") !== "ascending";
    const key = (row) => {
      const cell = row.cells[head.cellIndex];
      return cell.dataset.value ?? cell.textContent;
    };
    const order = new Intl.Collator(undefined, { numeric: true });
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...body.rows].sort((a, b) => order.compare(key(a), key(b)) * (up ? 1 : -1));
    body.append(...rows);
  };
  head.tabIndex = 0;
  head.addEventListener("click", sort);
  head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
}
