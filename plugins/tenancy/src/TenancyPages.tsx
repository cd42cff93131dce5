import { Route, Routes } from 'react-router-dom';
import { TenantPage } from './detail/TenantPage';
import { TenantsPage } from './list/TenantsPage';
import { OnboardPage } from './onboard/OnboardPage';
import { TenantOperationPage } from './operation/TenantOperationPage';

/** Every page below /tenants. */
export function TenancyPages() {
  return (
    <Routes>
      <Route index element={<TenantsPage />} />
      <Route path="-/onboard" element={<OnboardPage />} />
      <Route
        path=":tenant/operations/:operation"
        element={<TenantOperationPage />}
      />
      <Route path=":tenant/*" element={<TenantPage />} />
    </Routes>
  );
}
