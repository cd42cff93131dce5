import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Whole pages are rendered here, and a build machine may be busy with other suites meanwhile.
jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 5_000 });

// jsdom has no CSS object; react-aria's lists look their items up by escaped keys.
globalThis.CSS ??= Object.assign(Object.create(null), {
  escape: (text: string) => text.replace(/[^\w-]/g, '\\$&'),
});
