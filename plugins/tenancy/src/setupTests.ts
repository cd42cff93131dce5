import '@testing-library/jest-dom';

// jsdom has no CSS object; react-aria's lists look their items up by escaped keys.
globalThis.CSS ??= Object.assign(Object.create(null), {
  escape: (text: string) => text.replace(/[^\w-]/g, '\\$&'),
});
