//! Splits the page's Wasm: what opens the page travels first, the rest of the engine when something of it is called.
//!
//! What opens the page is seen, not declared: under Node, a copy of the module whose functions leave marks opens the first
//! example as the page does (`web/js/rehearse.js`). With the functions that it calls travel those of the page's own half,
//! which draw and therefore must never wait. In the place of every other function that they may call, a stand-in has the
//! rest fetched (`web/js/rest.js`) and calls it through the table of functions.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use anyhow::{Context, Result, bail};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId, GlobalKind,
    ImportedFunction, LocalFunction, MemoryId, Module, ModuleConfig, RefType, TableId, ValType,
    ir::{MemArg, StoreKind, UnaryOp, Value, Visitor, dfs_in_order},
    passes,
};

use crate::{page, shell};

/// The export that answers the rehearsal; it is taken away.
const REHEARSE: &str = "engine_rehearse";
/// The export that fetches the rest and joins it to the instance.
const FETCH: &str = "engine_rest";
/// The module's name, as the rest calls it.
const FIRST: &str = "first";
/// What the names of functions hold that draw, and must never wait for what they call.
const PAGE: [&str; 2] = ["gatefold_web", "yew::"];
/// What the names hold of those among them that do not draw.
const WORKER: &str = "gatefold_web::worker";
/// What the names of functions hold that reach the browser, for both halves.
const BROWSER: [&str; 3] = ["js_sys", "web_sys", "wasm_bindgen"];
/// What the names of functions hold that are our own.
const OURS: &str = "gatefold_";
/// What the names hold of those among them that either half may call through the table: its own, what sorts and looks up for
/// both, and what writes values into texts.
const EITHER: [&str; 3] = ["gatefold_web", "gatefold_diagnostic", "fmt::Display"];
/// What the names of functions hold that only the message of a panic calls.
const PANIC: &str = "fmt::Debug";
const MEMORY_PAGE: u64 = 1 << 16;

/// The two halves.
pub(crate) struct Halves {
    /// What travels first.
    pub(crate) first: Vec<u8>,
    /// What is fetched when it is needed.
    pub(crate) rest: Vec<u8>,
}

/// Splits a module that has its functions' names, bound by the JavaScript `glue`. `folder` takes what is made on the way.
///
/// # Errors
/// When the module is not the page's, or Node cannot run it.
pub(crate) fn split(wasm: &[u8], glue: &Path, folder: &Path) -> Result<Halves> {
    let ran = rehearse(wasm, glue, folder)?;
    let module = parse(wasm)?;
    let cut = Cut::new(&module, &ran, wasm)?;
    Ok(Halves { first: first(module, &cut)?, rest: rest(parse(wasm)?, &cut)? })
}

fn parse(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    // Names say which half a function belongs to; nobody reads them afterwards.
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(wasm)?;
    module.exports.remove(REHEARSE).ok();
    Ok(module)
}

/// Which of the module's own functions are called when the page opens, in their order.
fn rehearse(wasm: &[u8], glue: &Path, folder: &Path) -> Result<Vec<bool>> {
    let mut module = Module::from_buffer(wasm)?;
    let memory = only_memory(&module)?;
    let pages = &mut module.memories.get_mut(memory).initial;
    let offset = *pages * MEMORY_PAGE;
    let functions: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    *pages += (functions.len() as u64).div_ceil(MEMORY_PAGE);
    for (index, id) in functions.iter().enumerate() {
        let function = module.funcs.get_mut(*id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        let place = MemArg { align: 1, offset };
        function
            .builder_mut()
            .instr_seq(entry)
            .const_at(0, Value::I32(i32::try_from(index)?))
            .const_at(1, Value::I32(1))
            .store_at(2, memory, StoreKind::I32_8 { atomic: false }, place);
    }
    let (marked, script, marks) = (folder.join("marked.wasm"), folder.join("glue.mjs"), folder.join("marks"));
    fs::write(&marked, module.emit_wasm()).with_context(|| format!("cannot write {}", marked.display()))?;
    // Node takes a script for a module by its name.
    fs::copy(glue, &script).with_context(|| format!("cannot copy {}", glue.display()))?;
    let mut node = page::node_script("js/rehearse.js")?;
    node.args([&script, &marked, &marks]).arg(offset.to_string()).arg(functions.len().to_string());
    shell::run_quietly(&mut node)?;
    let marks = fs::read(&marks).with_context(|| format!("cannot read {}", marks.display()))?;
    if marks.len() != functions.len() {
        bail!("the rehearsal left {} marks for {} functions", marks.len(), functions.len());
    }
    Ok(marks.into_iter().map(|mark| mark == 1).collect())
}

/// Where a module is cut. Functions and globals are meant by their index: it is the same in every copy of the module.
struct Cut {
    /// Functions of the rest.
    late: BTreeSet<usize>,
    /// Those of the rest that what travels first may call, in the order of their places in the table.
    entries: Vec<usize>,
    /// Functions, imported ones too, that the rest calls of what travels first.
    needed: Vec<usize>,
    /// Globals that the rest uses.
    globals: Vec<usize>,
    /// How many places the table had.
    places: u64,
    /// How names of tables begin. It says of which module and of which cut they are: where a newer page was published since
    /// this one was opened, the rest that is fetched does not fit, and must not be joined.
    tables: String,
}

impl Cut {
    fn new(module: &Module, ran: &[bool], wasm: &[u8]) -> Result<Self> {
        let own: HashSet<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
        let early = early(module, ran);
        let (mut by_early, mut by_late) = (Uses::default(), Uses::default());
        for (id, function) in module.funcs.iter_local() {
            note_uses(function, if early.contains(&id) { &mut by_early } else { &mut by_late });
        }
        by_early.functions.extend(pointed_at(module));
        let is_late = |id: &FunctionId| own.contains(id) && !early.contains(id);
        let index = |id: &FunctionId| id.index();
        let late: BTreeSet<usize> = own.iter().filter(|id| is_late(id)).map(index).collect();
        let mut stamp = DefaultHasher::new();
        // What else a cut has follows from these.
        (wasm, &late).hash(&mut stamp);
        Ok(Self {
            late,
            entries: by_early.functions.iter().filter(|id| is_late(id)).map(index).collect(),
            needed: by_late.functions.iter().filter(|id| !is_late(id)).map(index).collect(),
            globals: by_late.globals.iter().map(GlobalId::index).collect(),
            places: module.tables.get(function_table(module)?).initial,
            tables: format!("table_{:016x}_", stamp.finish()),
        })
    }
}

/// What functions refer to.
#[derive(Default)]
struct Uses {
    functions: BTreeSet<FunctionId>,
    globals: BTreeSet<GlobalId>,
}

impl Visitor<'_> for Uses {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.functions.insert(*id);
    }

    fn visit_global_id(&mut self, id: &GlobalId) {
        self.globals.insert(*id);
    }
}

fn note_uses(function: &LocalFunction, uses: &mut Uses) {
    dfs_in_order(uses, function, function.entry_block());
}

/// The functions that travel first: what ran, what JavaScript may call, and the page's own half with all that it calls. What
/// is called through the table is not known by its caller, so of the functions in it those are taken that are not the
/// engine's, with what they call that is not.
fn early(module: &Module, ran: &[bool]) -> HashSet<FunctionId> {
    let name = |id: &FunctionId| module.funcs.get(*id).name.as_deref().unwrap_or_default();
    let holds = |id: &FunctionId, parts: &[&str]| parts.iter().any(|part| name(id).contains(part));
    let is_engine = |id: &FunctionId| holds(id, &[OURS]) && !holds(id, &EITHER);
    let own = || module.funcs.iter_local().map(|(id, _)| id);
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    let mut early: HashSet<FunctionId> = exported.collect();
    early.extend(own().zip(ran).filter(|(_, ran)| **ran).map(|(id, _)| id));
    early.extend(own().filter(|id| holds(id, &PAGE) || holds(id, &BROWSER)));
    early.extend(called(module, own().filter(|id| holds(id, &PAGE) && !holds(id, &[WORKER])), |_| true));
    let in_table = pointed_at(module).filter(|id| !is_engine(id) && !holds(id, &[PANIC]));
    early.extend(called(module, in_table, |id| !is_engine(id)));
    early
}

/// Functions and all that they call, and so on, as far as it is followed.
fn called(
    module: &Module,
    from: impl Iterator<Item = FunctionId>,
    is_followed: impl Fn(&FunctionId) -> bool,
) -> HashSet<FunctionId> {
    let mut open: Vec<FunctionId> = from.collect();
    let mut all: HashSet<FunctionId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
            let mut uses = Uses::default();
            note_uses(function, &mut uses);
            open.extend(uses.functions.into_iter().filter(|used| is_followed(used) && all.insert(*used)));
        }
    }
    all
}

/// The functions in the table.
fn pointed_at(module: &Module) -> impl Iterator<Item = FunctionId> {
    let functions = module.elements.iter().filter_map(|element| match &element.items {
        ElementItems::Functions(functions) => Some(functions.iter().copied()),
        ElementItems::Expressions(..) => None,
    });
    functions.flatten()
}

/// The half that travels first.
fn first(mut module: Module, cut: &Cut) -> Result<Vec<u8>> {
    let (functions, globals) = (all_functions(&module), all_globals(&module));
    let table = function_table(&module)?;
    let ensure = ensure_rest(&mut module)?;
    for (place, index) in (cut.places..).zip(&cut.entries) {
        let id = functions[*index];
        let kind = module.funcs.get(id).ty();
        let (params, results) = {
            let kind = module.types.get(kind);
            (kind.params().to_vec(), kind.results().to_vec())
        };
        let args: Vec<_> = params.iter().map(|param| module.locals.add(*param)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        let mut body = builder.func_body();
        body.call(ensure);
        for arg in &args {
            body.local_get(*arg);
        }
        body.i32_const(i32::try_from(place)?).call_indirect(kind, table);
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(args));
    }
    for index in cut.late.iter().filter(|index| cut.entries.binary_search(index).is_err()) {
        module.funcs.delete(functions[*index]);
    }
    let more = cut.entries.len() as u64;
    let places = module.tables.get_mut(table);
    places.initial += more;
    places.maximum = places.maximum.map(|maximum| maximum + more);
    for (number, index) in cut.needed.iter().enumerate() {
        module.exports.add(&short(number), functions[*index]);
    }
    for (number, index) in cut.globals.iter().enumerate() {
        module.exports.add(&format!("global{number}"), globals[*index]);
    }
    for id in all_tables(&module) {
        module.exports.add(&format!("{}{}", cut.tables, id.index()), id);
    }
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// A function that has the rest fetched, once.
fn ensure_rest(module: &mut Module) -> Result<FunctionId> {
    let fetch = module.exports.get_func(FETCH)?;
    let is_here = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().global_get(is_here).unop(UnaryOp::I32Eqz).if_else(
        None,
        |absent| {
            absent.call(fetch).i32_const(1).global_set(is_here);
        },
        |_| {},
    );
    Ok(builder.finish(Vec::new(), &mut module.funcs))
}

/// The half that is fetched when it is needed. It has no memory, table or data of its own.
fn rest(mut module: Module, cut: &Cut) -> Result<Vec<u8>> {
    let (functions, globals) = (all_functions(&module), all_globals(&module));
    let (table, memory) = (function_table(&module)?, only_memory(&module)?);
    module.start = None;
    (module.exports, module.imports) = Default::default();
    (module.elements, module.data) = Default::default();
    for (number, index) in cut.needed.iter().enumerate() {
        let id = functions[*index];
        let import = module.imports.add(FIRST, &short(number), id);
        let ty = module.funcs.get(id).ty();
        module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
    for (number, index) in cut.globals.iter().enumerate() {
        let id = globals[*index];
        let import = module.imports.add(FIRST, &format!("global{number}"), id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    let import = module.imports.add(FIRST, "memory", memory);
    let imported = module.memories.get_mut(memory);
    imported.import = Some(import);
    imported.data_segments.clear();
    let entries = ElementItems::Functions(cut.entries.iter().map(|index| functions[*index]).collect());
    let offset = ConstExpr::Value(Value::I32(i32::try_from(cut.places)?));
    let element = module.elements.add(ElementKind::Active { table, offset }, entries);
    for id in all_tables(&module) {
        let import = module.imports.add(FIRST, &format!("{}{}", cut.tables, id.index()), id);
        let imported = module.tables.get_mut(id);
        imported.import = Some(import);
        imported.elem_segments.clear();
        imported.maximum = None;
    }
    module.tables.get_mut(table).elem_segments.insert(element);
    let kept: HashSet<usize> = cut.late.iter().chain(&cut.needed).copied().collect();
    for (index, id) in functions.iter().enumerate() {
        if !kept.contains(&index) {
            module.funcs.delete(*id);
        }
    }
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Every function by its index.
fn all_functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter().map(walrus::Function::id).collect()
}

/// Every global by its index.
fn all_globals(module: &Module) -> Vec<GlobalId> {
    module.globals.iter().map(walrus::Global::id).collect()
}

/// Every table: that of functions, and that of the browser's values.
fn all_tables(module: &Module) -> Vec<TableId> {
    module.tables.iter().map(walrus::Table::id).collect()
}

fn only_memory(module: &Module) -> Result<MemoryId> {
    module.memories.iter().next().map(walrus::Memory::id).context("the page's Wasm has no memory")
}

fn function_table(module: &Module) -> Result<TableId> {
    let table = module.tables.iter().find(|table| table.element_ty == RefType::FUNCREF);
    table.map(walrus::Table::id).context("the page's Wasm has no table of functions")
}

/// A name for each number, as short as it can be; none that a module of ours exports, for those have no `_` before them.
fn short(mut number: usize) -> String {
    let mut name = String::from("_");
    loop {
        name.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
        if number == 0 {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `often` is exported and calls `seldom`, which calls `often` and an imported function.
    fn module() -> Module {
        let mut module = Module::default();
        module.memories.add_local(false, false, 1, None, None);
        module.tables.add_local(false, 1, Some(1), RefType::FUNCREF);
        let kind = module.types.add(&[ValType::I32], &[ValType::I32]);
        let nothing = module.types.add(&[], &[]);
        let (imported, _) = module.add_import_func("browser", "log", nothing);
        let fetch = FunctionBuilder::new(&mut module.types, &[], &[]).finish(Vec::new(), &mut module.funcs);
        module.exports.add(FETCH, fetch);
        let (often_arg, seldom_arg) = (module.locals.add(ValType::I32), module.locals.add(ValType::I32));
        let mut often = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        often.func_body().local_get(often_arg);
        let often = often.finish(vec![often_arg], &mut module.funcs);
        let mut seldom = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        seldom.func_body().call(imported).local_get(seldom_arg).call(often);
        let seldom = seldom.finish(vec![seldom_arg], &mut module.funcs);
        let body = module.funcs.get_mut(often).kind.unwrap_local_mut();
        body.builder_mut().func_body().call(seldom);
        assert_eq!(module.funcs.get(seldom).ty(), kind);
        module.exports.add("often", often);
        module
    }

    fn cut(ran: &[bool]) -> Cut {
        let bytes = module().emit_wasm();
        Cut::new(&parse(&bytes).expect("a module"), ran, &bytes).expect("a cut")
    }

    fn halves(cut: &Cut) -> (Module, Module) {
        let bytes = module().emit_wasm();
        let first = first(parse(&bytes).expect("a module"), cut).expect("the first half");
        let rest = rest(parse(&bytes).expect("a module"), cut).expect("the rest");
        (Module::from_buffer(&first).expect("a module"), Module::from_buffer(&rest).expect("a module"))
    }

    #[test]
    fn the_rest_asks_for_what_the_first_half_offers() {
        let cut = cut(&[false; 3]);
        let (first, rest) = halves(&cut);
        let offered: BTreeSet<&str> = first.exports.iter().map(|export| export.name.as_str()).collect();
        let asked: BTreeSet<&str> = rest.imports.iter().map(|import| import.name.as_str()).collect();
        assert!(asked.is_subset(&offered), "{asked:?} of {offered:?}");
        let table = format!("{}0", cut.tables);
        assert_eq!(asked, BTreeSet::from(["_a", "_b", &table]), "two functions and the table it puts its own into");
    }

    #[test]
    fn halves_of_two_cuts_of_a_module_do_not_fit() {
        assert_ne!(cut(&[false; 3]).tables, cut(&[true; 3]).tables);
    }

    #[test]
    fn only_what_did_not_run_is_left_for_later() {
        let own = |module: &Module| module.funcs.iter_local().count();
        let (first, rest) = halves(&cut(&[false; 3]));
        assert_eq!((own(&first), own(&rest)), (4, 1), "two exported ones, a stand-in and what fetches; the seldom one");
        let (first, rest) = halves(&cut(&[true; 3]));
        assert_eq!((own(&first), own(&rest)), (3, 0));
    }

    #[test]
    fn names_are_short_and_differ() {
        let names: BTreeSet<String> = (0..2000).map(short).collect();
        assert_eq!(names.len(), 2000);
        assert!(names.iter().all(|name| name.len() <= 4));
    }
}
