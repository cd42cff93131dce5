import { ownedFields } from './ownedFields';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'checkout',
    namespace: 'payments--prod',
    uid: 'uid-1',
    labels: { ours: 'a', theirs: 'b' },
    managedFields: [
      {
        manager: 'flytower-release',
        operation: 'Apply',
        fieldsV1: {
          'f:metadata': { 'f:labels': { 'f:ours': {} } },
          'f:spec': {
            'f:replicas': {},
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"main"}': {
                    '.': {},
                    'f:name': {},
                    'f:image': {},
                    'f:args': {},
                    'f:ports': {
                      'k:{"containerPort":8080,"protocol":"TCP"}': {
                        '.': {},
                        'f:containerPort': {},
                        'f:name': {},
                        'f:protocol': {},
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
      {
        manager: 'flytower-release',
        operation: 'Update',
        subresource: 'status',
        fieldsV1: { 'f:status': {} },
      },
    ],
  },
  spec: {
    replicas: 6,
    revisionHistoryLimit: 10,
    template: {
      spec: {
        containers: [
          { name: 'sidecar', image: 'proxy:1' },
          {
            name: 'main',
            image: 'checkout:1',
            args: ['--port', '8080'],
            imagePullPolicy: 'IfNotPresent',
            ports: [
              { containerPort: 9090, protocol: 'TCP' },
              { name: 'http', containerPort: 8080, protocol: 'TCP' },
            ],
          },
        ],
        dnsPolicy: 'ClusterFirst',
      },
    },
  },
};

describe('the fields that a manager has applied', () => {
  it('are what it would send again: neither defaults nor what others added', () => {
    expect(ownedFields(deployment, 'flytower-release')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'checkout',
        namespace: 'payments--prod',
        labels: { ours: 'a' },
      },
      spec: {
        replicas: 6,
        template: {
          spec: {
            containers: [
              {
                name: 'main',
                image: 'checkout:1',
                args: ['--port', '8080'],
                ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
              },
            ],
          },
        },
      },
    });
  });

  it('are none where it has applied none', () => {
    expect(ownedFields(deployment, 'kubectl')).toBeUndefined();
  });
});
