//! Where drafts are kept: the browser's IndexedDB, reached from the worker so that 20 MB never cross the main thread.
//!
//! A record holds the texts as strings and the rest as the JSON of a link without them. Secret values are taken out before
//! (`Shared::new`). Where the browser keeps nothing (private windows), work goes on without a draft.

use std::cell::RefCell;

use gatefold_core::{Shared, SharedSource};
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransactionMode};

use super::desk::Shelf;
use crate::protocol::Slot;

const DATABASE: &str = "gatefold";
const STORE: &str = "drafts";
const LAST: &str = "last";

thread_local! {
    /// The store as it was opened last.
    static DATABASE_OPEN: RefCell<Option<IdbDatabase>> = RefCell::default();
}

/// Why the browser did not keep a work, in its own words.
#[derive(Debug)]
pub(crate) struct NotKept(pub(crate) String);

/// What is kept; nothing where the browser keeps nothing.
pub(crate) async fn load() -> Shelf {
    read_all().await.unwrap_or_default()
}

/// Keeps a work.
///
/// # Errors
/// The browser's words, where it refuses.
pub(crate) async fn save(slot: Slot, kept: &Shared) -> Result<(), NotKept> {
    write(slot, kept).await.map_err(|error| {
        let message = Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
        NotKept(message.unwrap_or_else(|| "the browser keeps nothing here".to_owned()))
    })
}

/// Begins to keep a work, without waiting until it is: for what has to be handed over before this thread is busy. Works
/// once the store is open, which it is after the first [`load`].
///
/// # Errors
/// The browser's, where it refuses or the store is not open.
pub(crate) fn save_now(slot: Slot, kept: &Shared) -> Result<(), JsValue> {
    let database = DATABASE_OPEN.with_borrow(Clone::clone).ok_or(JsValue::NULL)?;
    let transaction = database.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
    put(&transaction.object_store(STORE)?, slot, &pack(kept)?)?;
    // Otherwise it would end only when this thread comes back to its queue.
    #[expect(deprecated, reason = "the binding is, the browser's function is not")]
    transaction.commit()
}

async fn read_all() -> Result<Shelf, JsValue> {
    let store = store(IdbTransactionMode::Readonly).await?;
    // All are asked before the first is awaited: a transaction ends when nothing is asked of it.
    let [mine, visit, last] = [Slot::Mine.key(), Slot::Visit.key(), LAST].map(|key| store.get(&key.into()));
    let (mine, visit, last) = (finish(&mine?).await?, finish(&visit?).await?, finish(&last?).await?);
    let last = if last.as_string().as_deref() == Some(Slot::Visit.key()) { Slot::Visit } else { Slot::Mine };
    Ok(Shelf { mine: unpack(&mine), visit: unpack(&visit), last })
}

async fn write(slot: Slot, kept: &Shared) -> Result<(), JsValue> {
    let record = pack(kept)?;
    let store = store(IdbTransactionMode::Readwrite).await?;
    finish(&put(&store, slot, &record)?).await?;
    Ok(())
}

/// Puts a record into its slot, which is then the one that was written last.
fn put(store: &IdbObjectStore, slot: Slot, record: &JsValue) -> Result<IdbRequest, JsValue> {
    store.put_with_key(&slot.key().into(), &LAST.into())?;
    store.put_with_key(record, &slot.key().into())
}

fn pack(kept: &Shared) -> Result<JsValue, JsValue> {
    let named = |source: &SharedSource| SharedSource { name: source.name.clone(), text: String::new() };
    let head = Shared {
        sources: kept.sources.iter().map(named).collect(),
        settings: kept.settings.clone(),
        request: kept.request.clone(),
    };
    let texts: Array = kept.sources.iter().map(|source| JsValue::from_str(&source.text)).collect();
    let record = Object::new();
    Reflect::set(&record, &"head".into(), &head.to_json().into())?;
    Reflect::set(&record, &"texts".into(), &texts)?;
    Ok(record.into())
}

fn unpack(record: &JsValue) -> Option<Shared> {
    let mut kept = Shared::from_json(&Reflect::get(record, &"head".into()).ok()?.as_string()?)?;
    let texts: Array = Reflect::get(record, &"texts".into()).ok()?.dyn_into().ok()?;
    for (source, text) in kept.sources.iter_mut().zip(texts.iter()) {
        source.text = text.as_string().unwrap_or_default();
    }
    Some(kept)
}

async fn store(mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    let factory: IdbFactory = Reflect::get(&js_sys::global(), &"indexedDB".into())?.dyn_into()?;
    let open = factory.open_with_u32(DATABASE, 1)?;
    let request = open.clone();
    let upgrade = Closure::once(move || {
        if let Ok(database) = request.result().and_then(JsCast::dyn_into::<IdbDatabase>) {
            // It exists already when another tab was faster; that one serves as well.
            let _ = database.create_object_store(STORE);
        }
    });
    open.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = finish(&open).await?.dyn_into()?;
    DATABASE_OPEN.set(Some(database.clone()));
    database.transaction_with_str_and_mode(STORE, mode)?.object_store(STORE)
}

/// A request's result, when it comes.
async fn finish(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(promise).await {
        Ok(_) => request.result(),
        Err(_) => Err(request.error().ok().flatten().map_or(JsValue::NULL, JsValue::from)),
    }
}
