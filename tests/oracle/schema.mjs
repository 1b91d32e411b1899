// Checks Open Badges 3.0 credentials against the published JSON schema.
//
// Input: the path of the schema on the first line, then one credential per line.
// Output: one line for each credential: `{"valid":true}` or `{"errors":[…]}`.

import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2019.js";
import addFormats from "ajv-formats";

const [schema, ...credentials] = readFileSync(0, "utf8").trimEnd().split("\n");
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
for (const line of credentials) {
  const valid = validate(JSON.parse(line));
  const errors = (validate.errors ?? []).map((it) => `${it.instancePath} ${it.message}`);
  console.log(JSON.stringify(valid ? { valid } : { errors }));
}
