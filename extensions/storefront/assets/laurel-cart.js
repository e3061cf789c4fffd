// Puts a code in the cart, and takes it out.
class LaurelCart extends HTMLElement {
  connectedCallback() {
    const code = this.dataset.back;
    if (!code) return;
    // Once in a visit: what is taken out stays out.
    try {
      if (sessionStorage.laurel === code) return;
      sessionStorage.laurel = code;
    } catch {
      return;
    }
    this.put(code).then((said) => {
      if (said === "textDone") this.closest("aside").querySelector("[role=status]").textContent = this.dataset.done;
    });
  }

  /** By the cart's API or Shopify's link; another code stays. Answers what to say. */
  async put(code) {
    const codes = this.#codes(await this.#ask("/cart.js"));
    if (codes.includes(code)) return "textDone";
    if (codes.length) return "textOther";
    const cart = await this.#ask("/cart/update.js", code);
    const inCart = this.#codes(cart).includes(code) || (await this.#ask(`/discount/${code}?redirect=/cart.js`));
    return inCart ? "textDone" : "textMade";
  }

  async drop(code) {
    const codes = this.#codes(await this.#ask("/cart.js"));
    const others = codes.filter((each) => each !== code.toUpperCase());
    if (others.length < codes.length) this.#ask("/cart/update.js", others.join(","));
  }

  async #ask(path, discount) {
    const headers = { "Content-Type": "application/json" };
    const init = discount === undefined ? {} : { method: "POST", headers, body: JSON.stringify({ discount }) };
    try {
      const response = await fetch(path, init);
      return response.ok && (await response.json());
    } catch {
      return false;
    }
  }

  #codes(cart) {
    return (cart.discount_codes || []).map((each) => each.code.toUpperCase());
  }
}

customElements.get("laurel-cart") || customElements.define("laurel-cart", LaurelCart);
