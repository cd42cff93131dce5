import { Route, Routes } from 'react-router-dom';
import { ClusterPage } from './cluster/ClusterPage';
import { FleetPage } from './fleet/FleetPage';
import { NodePage } from './node/NodePage';
import { FleetOperationPage } from './operation/FleetOperationPage';
import { RegisterClusterPage } from './register/RegisterClusterPage';

/** Every page below /fleet. */
export function FleetPages() {
  return (
    <Routes>
      <Route index element={<FleetPage />} />
      <Route path="register" element={<RegisterClusterPage />} />
      <Route path="operations/:operation" element={<FleetOperationPage />} />
      <Route path="clusters/:cluster" element={<ClusterPage />} />
      <Route path="clusters/:cluster/nodes/:node" element={<NodePage />} />
    </Routes>
  );
}
