//! The application: an editor, and beside it what the engine says about its text.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRootInit, ShadowRootMode};
use yew::prelude::*;

use crate::{
    editor::{Editor, EditorModule, load_editor},
    engine::Engine,
};

const FIRST_TEXT: &str = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n";

/// Renders into the element `app`.
pub(crate) fn start() {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    if let Some(root) = root {
        yew::Renderer::<App>::with_root(root).render();
    }
}

/// The editor, and the function it calls, which has to live as long.
struct Mounted {
    editor: Editor,
    _on_change: Closure<dyn Fn(String)>,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}

/// The application's state: what is alive, and what was last heard.
pub(crate) struct App {
    host: NodeRef,
    engine: Option<Engine>,
    editor: Option<Mounted>,
    lines: Option<f64>,
}

/// What can happen.
pub(crate) enum Msg {
    /// The editor has arrived.
    Loaded(EditorModule),
    /// The person typed.
    Edited(String),
    /// The engine answered.
    Answered(JsValue),
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let engine = Engine::start(move |answer| link.send_message(Msg::Answered(answer))).ok();
        ctx.link().send_future_batch(async { load_editor().await.ok().map(Msg::Loaded) });
        Self { host: NodeRef::default(), engine, editor: None, lines: None }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Loaded(module) => self.mount_editor(ctx, &module).is_ok(),
            Msg::Edited(text) => {
                self.ask(&text);
                false
            }
            Msg::Answered(answer) => {
                self.lines = answer.as_f64();
                self.lines.is_some()
            }
        }
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let says = self.lines.map_or_else(|| "…".to_owned(), |lines| format!("{lines} lines"));
        html! {
            <main>
                <h1>{ "Gatefold" }</h1>
                <div class="editor" ref={self.host.clone()} />
                <p role="status">{ says }</p>
            </main>
        }
    }
}

impl App {
    fn ask(&self, text: &str) {
        if let Some(engine) = &self.engine {
            // A string can always be copied to a worker.
            let _ = engine.send(&JsValue::from_str(text));
        }
    }

    fn mount_editor(&mut self, ctx: &Context<Self>, module: &EditorModule) -> Result<(), JsValue> {
        let Some(host) = self.host.cast::<Element>() else { return Ok(()) };
        let shadow = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
        let inner = gloo::utils::document().create_element("div")?;
        shadow.append_child(&inner)?;
        let edited = ctx.link().callback(Msg::Edited);
        let on_change = Closure::<dyn Fn(String)>::new(move |text| edited.emit(text));
        let options = Object::new();
        Reflect::set(&options, &"doc".into(), &FIRST_TEXT.into())?;
        Reflect::set(&options, &"label".into(), &"Input".into())?;
        Reflect::set(&options, &"onChange".into(), on_change.as_ref())?;
        self.editor = Some(Mounted { editor: module.mount(&inner, &options)?, _on_change: on_change });
        self.ask(FIRST_TEXT);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
    use yew::platform::time::sleep;

    use super::*;

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    async fn paints_before_the_editor_has_arrived() {
        let host = gloo::utils::document().create_element("div").unwrap();
        gloo::utils::body().append_child(&host).unwrap();
        yew::Renderer::<App>::with_root(host.clone()).render();
        sleep(std::time::Duration::ZERO).await;
        assert_eq!(host.query_selector("h1").unwrap().unwrap().text_content().as_deref(), Some("Gatefold"));
    }
}
