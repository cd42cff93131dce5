const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
  p { margin: 0 0 1.5rem; }
  ul { list-style: none; margin: 0; padding: 0; }
  li { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .75rem 0; }
  form { display: flex; gap: 1rem; align-items: baseline; }
  button { font: inherit; font-weight: 600; min-width: 6rem; padding: .35rem .9rem; cursor: pointer; border-radius: .4rem;
    border: 1px solid currentColor; background: transparent; color: inherit; }
  button:hover, button:focus-visible { background: color-mix(in srgb, currentColor 12%, transparent); }
`;

function escaped(text) {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
}

const frame = body =>
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the local Flytower</title><style>${STYLE}</style></head>
<body>${body}</body></html>`;

/** The page that asks who signs in: a button for each of the demo people. */
export function signInPage(people, interaction) {
  const rows = people.map(
    ({ id, name, may }) =>
      `<li><form method="post" action="/interaction/${encodeURIComponent(
        interaction,
      )}/as/${encodeURIComponent(id)}">
<button>${escaped(name)}</button><span>${escaped(may)}</span></form></li>`,
  );
  return frame(
    `<h1>Who signs in?</h1>
<p>This local identity provider knows the demo people alone, and asks for no password. It never runs in production.</p>
<ul>${rows.join('\n')}</ul>`,
  );
}

/** The page for a sign-in that cannot go on, because it is too old or was made up. */
export function troublePage(sentence) {
  return frame(`<h1>This sign-in has ended</h1><p>${escaped(sentence)}</p>`);
}
