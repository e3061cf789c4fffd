/** The resource picker: products, variants and collections of the shop, chosen in a dialog of the outer page. */

type Resource = { id: string; title: string; [key: string]: unknown };

/** Shows the dialog; resolves with what was chosen, or undefined when it was left, as App Bridge does. */
export async function pickResources(options: Record<string, unknown>): Promise<Resource[] | undefined> {
  const type = typeof options.type === "string" ? options.type : "product";
  const response = await fetch(`/admin/resources?type=${encodeURIComponent(type)}`);
  const resources = (await response.json()) as Resource[];
  const chosen = new Set(((options.selectionIds ?? []) as { id: string }[]).map((one) => one.id));
  const limit = options.multiple === true ? Infinity : typeof options.multiple === "number" ? options.multiple : 1;
  const dialog = drawDialog(type, resources, chosen, limit);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const isTaken = dialog.returnValue === "select";
      const ids = [...dialog.querySelectorAll<HTMLInputElement>("input[name=resource]:checked")].map(
        (input) => input.value,
      );
      dialog.remove();
      resolve(isTaken ? resources.filter((resource) => ids.includes(resource.id)) : undefined);
    });
  });
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  values: Partial<HTMLElementTagNameMap[Name]>,
  ...children: Node[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}

function drawDialog(type: string, resources: Resource[], chosen: Set<string>, limit: number): HTMLDialogElement {
  const search = element("input", { type: "search", placeholder: "Search", ariaLabel: "Search" });
  const rows = resources.map((resource) => {
    const kind = limit === 1 ? "radio" : "checkbox";
    const input = element("input", {
      type: kind,
      name: "resource",
      value: resource.id,
      checked: chosen.has(resource.id),
    });
    return element("label", { className: "picker__row" }, input, document.createTextNode(resource.title));
  });
  search.addEventListener("input", () => {
    const text = search.value.toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(text);
  });
  const list = element("div", { className: "picker__list" }, ...rows);
  list.addEventListener("change", () => {
    const checked = list.querySelectorAll<HTMLInputElement>("input:checked");
    const isFull = checked.length >= limit;
    if (limit > 1)
      for (const box of list.querySelectorAll<HTMLInputElement>("input:not(:checked)")) box.disabled = isFull;
  });
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", { textContent: `Choose: ${type}` }),
    search,
    list,
    element("button", { value: "cancel", textContent: "Cancel", formNoValidate: true }),
    element("button", { value: "select", textContent: "Select", className: "primary" }),
  );
  return element("dialog", { className: "picker" }, form);
}
