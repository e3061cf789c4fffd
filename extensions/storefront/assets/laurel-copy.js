// Copies the code beside it; without a clipboard it is selected.
class LaurelCopy extends HTMLElement {
  async copy() {
    const code = this.closest("li").querySelector("[data-slot=code]");
    try {
      await navigator.clipboard.writeText(code.textContent);
      this.querySelector("button").textContent = this.dataset.copied;
    } catch {
      getSelection().selectAllChildren(code);
    }
  }
}

customElements.get("laurel-copy") || customElements.define("laurel-copy", LaurelCopy);
