"use strict";
// Shows openapi.json. Everything is set as text, never as markup.

const METHODS = ["get", "post", "put", "patch", "delete"];

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function resolve(api, node) {
  if (!node || !node.$ref) return node;
  return node.$ref.slice(2).split("/").reduce((at, part) => at[part], api);
}

function nameOf(schema) {
  return schema.$ref ? schema.$ref.split("/").pop() : "";
}

function typeOf(schema) {
  if (schema === true || schema === undefined) return "anything";
  if (schema.$ref) return nameOf(schema);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const choices = schema.anyOf || schema.oneOf;
  if (choices) return choices.map(typeOf).join(" | ");
  if (schema.type === "array") return "list of " + typeOf(schema.items);
  if (schema.type === "object" && schema.additionalProperties) {
    return "object of " + typeOf(schema.additionalProperties);
  }
  const type = [].concat(schema.type || "anything").join(" | ");
  return schema.format ? type + " (" + schema.format + ")" : type;
}

function limitsOf(schema) {
  const named = ["minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "default"];
  return named
    .filter((limit) => schema && limit in schema)
    .map((limit) => limit + " " + schema[limit])
    .join(", ");
}

function row(...cells) {
  return element("tr", "", ...cells.map((cell) => element("td", "", cell)));
}

function code(text) {
  return element("code", text);
}

function fieldsOf(schema) {
  const table = element("table");
  const required = new Set(schema.required || []);
  for (const [name, field] of Object.entries(schema.properties || {})) {
    const about = [required.has(name) ? "required" : "", limitsOf(field), field.description || ""];
    table.append(row(code(name), code(typeOf(field)), about.filter(Boolean).join("; ")));
  }
  return table;
}

function contentOf(content) {
  const part = element("div");
  for (const [type, { schema, example }] of Object.entries(content || {})) {
    const line = element("p", "", code(type), " ");
    if (schema && schema.$ref) {
      const link = element("a", nameOf(schema));
      link.href = "#schema-" + nameOf(schema);
      line.append(link);
    }
    part.append(line);
    if (example) part.append(element("pre", JSON.stringify(example, null, 2)));
  }
  return part;
}

function responsesOf(api, responses) {
  const table = element("table");
  for (const [status, given] of Object.entries(responses)) {
    const response = resolve(api, given);
    const headers = Object.keys(response.headers || {}).join(", ");
    table.append(
      row(code(status), response.description, code(headers), contentOf(response.content)));
  }
  return table;
}

function parametersOf(api, parameters) {
  const table = element("table");
  for (const given of parameters) {
    const parameter = resolve(api, given);
    table.append(
      row(code(parameter.name), parameter.in, code(typeOf(parameter.schema)),
        parameter.description || ""));
  }
  return table;
}

function call(api, path, method, shared, operation) {
  const part = element("section");
  part.id = operation.operationId;
  const verb = element("code", method);
  verb.className = "method";
  part.append(element("h3", "", verb, code(path)), element("p", operation.summary));
  if (operation.description) part.append(element("p", operation.description));
  const roles = operation["x-roles"];
  part.append(element("p", roles ? "Roles: " + roles.join(", ") : "No token needed."));
  const parameters = shared.concat(operation.parameters || []);
  if (parameters.length) {
    part.append(element("h4", "Parameters"), parametersOf(api, parameters));
  }
  if (operation.requestBody) {
    part.append(element("h4", "Body"), contentOf(resolve(api, operation.requestBody).content));
  }
  part.append(element("h4", "Answers"), responsesOf(api, operation.responses));
  return part;
}

function schemaSection(name, schema) {
  const part = element("section");
  part.id = "schema-" + name;
  part.append(element("h3", "", code(name)));
  if (schema.description) part.append(element("p", schema.description));
  if (schema.properties) {
    part.append(fieldsOf(schema));
  } else {
    const about = [typeOf(schema), limitsOf(schema)].filter(Boolean).join("; ");
    part.append(element("p", "", code(about)));
  }
  return part;
}

function callsOf(api, tag) {
  const found = [];
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      if ((item[method].tags || []).includes(tag)) {
        found.push({ path, method, shared: item.parameters || [], operation: item[method] });
      }
    }
  }
  return found;
}

function show(api) {
  document.getElementById("about").textContent = api.info.description;
  const calls = document.getElementById("calls");
  const contents = element("ul");
  for (const tag of api.tags) {
    calls.append(element("h2", tag.name), element("p", tag.description || ""));
    for (const { path, method, shared, operation } of callsOf(api, tag.name)) {
      calls.append(call(api, path, method, shared, operation));
      const link = element("a", operation.summary);
      link.href = "#" + operation.operationId;
      contents.append(element("li", "", link));
    }
  }
  calls.append(element("h2", "Schemas"));
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    calls.append(schemaSection(name, schema));
  }
  document.getElementById("contents").append(contents);
}

fetch("openapi.json")
  .then((answer) => {
    if (!answer.ok) throw new Error("openapi.json was answered " + answer.status);
    return answer.json();
  })
  .then(show)
  .catch((problem) => {
    document.getElementById("calls").textContent = "The document cannot be shown: " + problem.message;
  });
