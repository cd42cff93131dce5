import { Route, Routes } from 'react-router-dom';
import { EntryPage } from './entry/EntryPage';
import { LogPage } from './log/LogPage';

/** Every page below /operation-log. */
export function AuditPages() {
  return (
    <Routes>
      <Route index element={<LogPage />} />
      <Route path=":entry" element={<EntryPage />} />
    </Routes>
  );
}
