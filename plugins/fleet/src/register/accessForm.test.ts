import { missingAccess, noAccess, toAccess } from './accessForm';

const PEM = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----';

describe('the access of a cluster', () => {
  it('by kubeconfig needs the kubeconfig alone', () => {
    expect(missingAccess(noAccess)).toEqual({ kubeconfig: 'kubeconfig' });
    expect(
      missingAccess({ ...noAccess, kubeconfig: 'apiVersion: v1' }),
    ).toEqual({});
  });

  it('by certificate needs an https address, certificate and key, and what is given in PEM form', () => {
    const certificate = { ...noAccess, kind: 'certificate' };
    expect(missingAccess(certificate)).toEqual({
      server: 'server',
      certificatePem: 'certificate',
      keyPem: 'key',
    });
    expect(
      missingAccess({
        ...certificate,
        server: 'http://10.0.0.1:6443',
        caPem: 'MII',
        certificatePem: 'MII',
        keyPem: PEM,
      }),
    ).toEqual({
      server: 'server',
      caPem: 'notPem',
      certificatePem: 'notPem',
    });
  });

  it('sends what belongs to the chosen way and nothing that was typed for another', () => {
    const typed = { ...noAccess, kubeconfig: 'secret', token: 'secret too' };
    expect(
      toAccess({
        ...typed,
        kind: 'certificate',
        server: 'https://10.0.0.1:6443',
        caPem: PEM,
        certificatePem: PEM,
        keyPem: PEM,
      }),
    ).toEqual({
      kind: 'certificate',
      server: 'https://10.0.0.1:6443',
      caPem: PEM,
      certificatePem: PEM,
      keyPem: PEM,
      tlsServerName: undefined,
    });
    expect(toAccess(typed)).toEqual({
      kind: 'kubeconfig',
      kubeconfig: 'secret',
    });
  });

  it('sends no authority where none was given', () => {
    expect(
      toAccess({
        ...noAccess,
        kind: 'token',
        server: 'https://cluster.example.com',
        caPem: ' ',
        token: 't',
      }),
    ).toEqual({
      kind: 'token',
      server: 'https://cluster.example.com',
      token: 't',
    });
  });
});
