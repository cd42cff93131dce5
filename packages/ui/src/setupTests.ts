import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A page is drawn by a whole Backstage app; on a busy machine that takes longer than the library's one second.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(30_000);
