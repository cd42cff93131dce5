import { Route, Routes } from 'react-router-dom';
import { InstancePage } from './instance/InstancePage';
import { InstancesPage } from './list/InstancesPage';
import { OfferingsPage } from './offerings/OfferingsPage';
import { PublishPlanPage } from './offerings/PublishPlanPage';
import { InstanceOperationPage } from './operation/InstanceOperationPage';
import { OrderPage } from './order/OrderPage';
import { RegisterServerPage } from './servers/RegisterServerPage';
import { ServersPage } from './servers/ServersPage';

/** Every page below /public-services. */
export function PublicServicesPages() {
  return (
    <Routes>
      <Route index element={<InstancesPage />} />
      <Route path="-/offerings" element={<OfferingsPage />} />
      <Route
        path="-/offerings/:offering/publish"
        element={<PublishPlanPage />}
      />
      <Route path="-/order" element={<OrderPage />} />
      <Route path="-/servers" element={<ServersPage />} />
      <Route path="-/servers/register" element={<RegisterServerPage />} />
      <Route
        path=":tenant/:instance/operations/:operation"
        element={<InstanceOperationPage />}
      />
      <Route path=":tenant/:instance/*" element={<InstancePage />} />
    </Routes>
  );
}
