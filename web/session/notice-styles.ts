import { css } from "lit";
import { baseStyles } from "../elements/styles/base.ts";
import { controlStyles } from "../elements/styles/controls.ts";
import { dialogStyles } from "../elements/styles/dialog.ts";

/** Of what stands over a whole page and says something about the sign-in. */
export const noticeStyles = [
  baseStyles,
  controlStyles,
  dialogStyles,
  css`
    dialog {
      width: min(30em, calc(100vw - 1.5em));
    }
  `,
];
