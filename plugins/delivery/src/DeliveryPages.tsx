import { Route, Routes } from 'react-router-dom';
import { ApplicationPage } from './applications/ApplicationPage';
import { ApplicationsPage } from './applications/ApplicationsPage';
import { NewApplicationPage } from './applications/NewApplicationPage';
import { ReleasePage } from './release/ReleasePage';
import { ReleaseWizardPage } from './release/ReleaseWizardPage';
import { ServicePage } from './service/ServicePage';
import { NewServicePage } from './serviceForm/NewServicePage';

/** Every page below /applications. */
export function DeliveryPages() {
  return (
    <Routes>
      <Route index element={<ApplicationsPage />} />
      <Route path="-/new" element={<NewApplicationPage />} />
      <Route path=":tenant/:application" element={<ApplicationPage />} />
      <Route
        path=":tenant/:application/-/new-service"
        element={<NewServicePage />}
      />
      <Route
        path=":tenant/:application/:service/-/release"
        element={<ReleaseWizardPage />}
      />
      <Route
        path=":tenant/:application/:service/releases/:release"
        element={<ReleasePage />}
      />
      <Route path=":tenant/:application/:service/*" element={<ServicePage />} />
    </Routes>
  );
}
