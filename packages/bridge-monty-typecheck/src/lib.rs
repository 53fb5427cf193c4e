//! The type checker, in a module of its own: it is four times the size of the interpreter, and most hosts never use it.
//!
//! One function, text in and text out: a check takes milliseconds, so JSON costs nothing here.

#![cfg(target_arch = "wasm32")]

use std::{cell::RefCell, collections::BTreeMap};

use monty_type_checking::{SourceFile, TypeCheckContext, TypeChecker};
use monty_types::{ModuleStub, TypeCheckingConfig, TypeCheckingFormat};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// Where the declarations of host functions are: a name that no script has.
const STUBS_PATH: &str = "__host_functions__.pyi";

/// What is to be checked: `TypeCheckRequest` of bridge-core.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    code: String,
    /// One of the names of `src/script-names.ts`, which no module has.
    script_name: String,
    stubs: String,
    modules: BTreeMap<String, String>,
    format: String,
    color: bool,
}

/// `RawDiagnostics` in `src/type-checker.ts`, which takes the positions from one rendering and the severities from another.
#[derive(Serialize)]
struct Diagnostics {
    json: String,
    gitlab: String,
    text: String,
}

thread_local! {
    /// Kept from check to check, because it has read the standard library's types by then.
    static CHECKER: RefCell<Option<TypeChecker>> = const { RefCell::new(None) };
}

/// Checks a program: `null`, or its diagnostics as JSON. Throws a sentence when the request cannot be checked.
#[wasm_bindgen]
pub fn check(request: &str) -> Result<String, String> {
    let request: Request = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let format = TypeCheckingFormat::from_name(&request.format)?;
    let modules = request
        .modules
        .iter()
        .map(|(name, stub)| ModuleStub::new(name, stub))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let mut checker = CHECKER.take().unwrap_or_default();
    let mut render = |format, color| -> Result<Option<String>, String> {
        let stubs = SourceFile::new(&request.stubs, STUBS_PATH);
        let context = TypeCheckContext { stubs: Some(&stubs), module_stubs: &modules, prelude: "" };
        let source = SourceFile::new(&request.code, &request.script_name);
        let found = checker.run_with(&source, &context, TypeCheckingConfig { format, color })?;
        Ok(found.map(|diagnostics| diagnostics.to_string()))
    };
    let diagnostics = match render(TypeCheckingFormat::Json, false)? {
        None => None,
        Some(json) => Some(Diagnostics {
            json,
            gitlab: render(TypeCheckingFormat::Gitlab, false)?.unwrap_or_default(),
            text: render(format, request.color)?.unwrap_or_default(),
        }),
    };
    // A module that a check was given can be imported by what is checked next.
    if modules.is_empty() {
        CHECKER.set(Some(checker));
    }
    serde_json::to_string(&diagnostics).map_err(|error| error.to_string())
}
