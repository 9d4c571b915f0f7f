import { css, html, LitElement } from "lit";

/** A host's own element, made with the host's own copy of lit. */
class OwnGreeting extends LitElement {
  static styles = css`p { color: rgb(1, 2, 3) }`;

  render() {
    return html`<p>Hello from the host</p>`;
  }
}

customElements.define("own-greeting", OwnGreeting);
