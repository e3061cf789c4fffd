/** Pictures of the tea house's goods, drawn here, so that the box needs no photographs. */

type Palette = { sky: string; ground: string; main: string; dark: string; light: string };

export const PALETTES = {
  green: { sky: "#e9f1e4", ground: "#cfdfc4", main: "#6b8f4e", dark: "#3f5a2c", light: "#b8d19c" },
  rose: { sky: "#f8e9e6", ground: "#eccfc9", main: "#c2685f", dark: "#7d3733", light: "#ecaaa1" },
  amber: { sky: "#faf0dc", ground: "#f0dcb4", main: "#c98a2b", dark: "#7a4f12", light: "#f1c777" },
  indigo: { sky: "#e6e9f4", ground: "#ccd3e8", main: "#51619e", dark: "#2c3766", light: "#a3b0de" },
  clay: { sky: "#f5eae1", ground: "#e6d1c0", main: "#a86a45", dark: "#5f3720", light: "#dba986" },
  slate: { sky: "#eceef0", ground: "#d5dadd", main: "#5b6b73", dark: "#2f3a40", light: "#aebac1" },
} satisfies Record<string, Palette>;
export type PaletteName = keyof typeof PALETTES;

/** A whole picture: a wall, a table, a shadow, and the thing itself in the middle of an 800 × 800 square. */
function picture(palette: Palette, title: string, thing: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" role="img" aria-label="${title}">` +
    `<defs><linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#ffffff"/><stop offset="1" stop-color="${palette.sky}"/></linearGradient>` +
    `<linearGradient id="body" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="${palette.light}"/><stop offset=".35" stop-color="${palette.main}"/><stop offset="1" stop-color="${palette.dark}"/></linearGradient></defs>` +
    `<rect width="800" height="800" fill="url(#wall)"/><circle cx="610" cy="200" r="110" fill="${palette.ground}" opacity=".55"/>` +
    `<path d="M0 610h800v190H0z" fill="${palette.ground}"/><ellipse cx="400" cy="642" rx="230" ry="30" fill="${palette.dark}" opacity=".22"/>${thing}</svg>`
  );
}

const leaf = (x: number, y: number, turn: number, colour: string, size = 1): string =>
  `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})"><path d="M0 0C26-34 72-36 104-8 76 26 28 30 0 0z" fill="${colour}"/><path d="M4-1C36-10 70-12 98-8" stroke="#fff" stroke-opacity=".5" stroke-width="3" fill="none"/></g>`;

const leaves = (palette: Palette): string =>
  leaf(360, 446, -28, palette.light) + leaf(352, 462, 24, palette.sky) + leaf(392, 430, -74, palette.sky, 0.8);

/** A paper bag of loose tea. */
export function pouch(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  return picture(
    palette,
    title,
    `<path d="M264 250h272l26 380q-162 24-324 0z" fill="url(#body)"/><path d="M258 216h284l-6 48H264z" fill="${palette.dark}"/>` +
      `<path d="M290 264l-18 366" stroke="#fff" stroke-opacity=".25" stroke-width="6"/><circle cx="400" cy="446" r="96" fill="${palette.main}" stroke="${palette.sky}" stroke-width="6"/>${leaves(palette)}` +
      `<rect x="376" y="204" width="48" height="26" rx="6" fill="${palette.light}"/>`,
  );
}

/** A round tin with a lid. */
export function tin(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  return picture(
    palette,
    title,
    `<path d="M250 300v314q150 44 300 0V300z" fill="url(#body)"/><ellipse cx="400" cy="300" rx="150" ry="40" fill="${palette.dark}"/>` +
      `<path d="M242 250v46q158 52 316 0v-46z" fill="${palette.dark}"/><ellipse cx="400" cy="250" rx="158" ry="42" fill="${palette.main}"/><ellipse cx="400" cy="240" rx="34" ry="12" fill="${palette.light}"/>` +
      `<path d="M250 400q150 44 300 0v118q-150 44-300 0z" fill="${palette.sky}" opacity=".92"/>${leaf(352, 486, -20, palette.main)}${leaf(350, 492, 30, palette.light, 0.8)}`,
  );
}

/** A teapot with a bamboo handle. */
export function teapot(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  return picture(
    palette,
    title,
    `<path d="M262 372C262 190 538 190 538 372" fill="none" stroke="${palette.dark}" stroke-width="22" stroke-linecap="round"/>` +
      `<path d="M560 440c56-6 72-62 116-74l-8 40c-30 20-40 88-108 106z" fill="${palette.main}"/><ellipse cx="400" cy="490" rx="188" ry="146" fill="url(#body)"/>` +
      `<ellipse cx="400" cy="362" rx="104" ry="26" fill="${palette.dark}"/><path d="M312 356q88-64 176 0z" fill="${palette.main}"/><circle cx="400" cy="314" r="20" fill="${palette.dark}"/>` +
      `<path d="M252 470q40-92 128-100" stroke="#fff" stroke-opacity=".35" stroke-width="14" fill="none" stroke-linecap="round"/>`,
  );
}

/** A bowl of tea with steam. */
export function bowl(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  return picture(
    palette,
    title,
    `<path d="M222 396h356c0 150-70 226-130 238H352C292 622 222 546 222 396z" fill="url(#body)"/><ellipse cx="400" cy="396" rx="178" ry="46" fill="${palette.dark}"/>` +
      `<ellipse cx="400" cy="400" rx="152" ry="34" fill="${palette.light}"/><path d="M340 330c-26-40 26-60 0-104m60 104c-26-40 26-60 0-104m60 104c-26-40 26-60 0-104" stroke="${palette.main}" stroke-opacity=".5" stroke-width="12" fill="none" stroke-linecap="round"/>` +
      `<path d="M252 440c10 70 36 120 74 150" stroke="#fff" stroke-opacity=".3" stroke-width="12" fill="none" stroke-linecap="round"/>`,
  );
}

/** A bamboo whisk. */
export function whisk(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  const tines = Array.from({ length: 13 }, (_, index) => {
    const x = (index - 6) * 17;
    return `<path d="M${400 + x * 0.45} 400Q${400 + x * 1.5} 520 ${400 + x * 0.9} 632" stroke="${index % 2 ? palette.main : palette.light}" stroke-width="9" fill="none" stroke-linecap="round"/>`;
  }).join("");
  return picture(
    palette,
    title,
    `${tines}<rect x="352" y="196" width="96" height="196" rx="18" fill="url(#body)"/><path d="M352 372h96v34h-96z" fill="${palette.dark}"/><path d="M374 210v150" stroke="#fff" stroke-opacity=".35" stroke-width="8"/>`,
  );
}

/** A jar of honey. */
export function jar(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  return picture(
    palette,
    title,
    `<path d="M280 300q-30 20-30 70v210q0 56 56 56h188q56 0 56-56V370q0-50-30-70z" fill="url(#body)" opacity=".95"/><rect x="270" y="232" width="260" height="74" rx="16" fill="${palette.dark}"/>` +
      `<rect x="286" y="400" width="228" height="140" rx="14" fill="${palette.sky}"/><path d="M400 424l34 20v40l-34 20-34-20v-40z" fill="${palette.main}"/><path d="M320 520h160" stroke="${palette.dark}" stroke-width="6" stroke-linecap="round"/>`,
  );
}

/** A strainer on its stand. */
export function strainer(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  const holes = Array.from({ length: 24 }, (_, index) => {
    const column = index % 6;
    const row = Math.floor(index / 6);
    return `<circle cx="${310 + column * 36}" cy="${440 + row * 34}" r="7" fill="${palette.dark}" opacity=".6"/>`;
  }).join("");
  return picture(
    palette,
    title,
    `<path d="M236 396h328c0 120-74 196-164 196S236 516 236 396z" fill="url(#body)"/>${holes}<ellipse cx="400" cy="396" rx="172" ry="36" fill="${palette.light}" stroke="${palette.dark}" stroke-width="8"/>` +
      `<path d="M566 392c60-10 96-40 130-40 20 0 24 26 4 32-40 12-90 34-134 34z" fill="${palette.dark}"/>`,
  );
}

/** A gift card with a ribbon. */
export function giftCard(title: string, name: PaletteName): string {
  const palette = PALETTES[name];
  return picture(
    palette,
    title,
    `<g transform="rotate(-6 400 440)"><rect x="170" y="290" width="460" height="300" rx="28" fill="url(#body)"/><path d="M300 290v300" stroke="${palette.sky}" stroke-width="26"/>` +
      `<path d="M300 300c-60-80-120-20-80 14 26 22 60 4 80-14zm0 0c60-80 120-20 80 14-26 22-60 4-80-14z" fill="${palette.sky}"/>${leaf(430, 500, -24, palette.light, 1.3)}${leaf(440, 512, 22, palette.sky)}</g>`,
  );
}
