//! Every Ingress of a Bundle as typed views, in the order in which ingress-nginx considers them.

use std::{cmp::Reverse, collections::BTreeMap};

use gatefold_diagnostic::{Args, Code, Diagnostic, order_by};
use gatefold_manifest::{Bundle, Kind, Node, Object, ViewError};
use k8s_openapi::api::networking::v1::{HTTPIngressPath, IngressRule, IngressSpec};

use crate::{
    class::{Classes, Dialect, IngressClassChoice, NGINX},
    nginx::flags::{self, Flags},
    options::{IngressOptions, NginxOptions},
};

/// An Ingress that a controller serves.
#[derive(Debug, Clone)]
pub struct IngressView {
    /// The object, for places and annotations.
    pub object: Object,
    /// Its spec; fields of it are addressed as `spec.rules[0].http.paths[1]` on the object.
    pub spec: IngressSpec,
    /// The class it asks for.
    pub class: IngressClassChoice,
}

impl IngressView {
    /// Its rules with their nodes: who walks them all need not look each place up from the first.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (&IngressRule, Option<Node<'_>>)> {
        let mut nodes = self.object.field("spec.rules").into_iter().flat_map(Node::items);
        self.spec.rules.iter().flatten().map(move |rule| (rule, nodes.next()))
    }
}

/// The paths of a rule with their nodes.
pub(crate) fn paths<'a>(
    rule: &'a IngressRule,
    node: Option<Node<'a>>,
) -> impl Iterator<Item = (&'a HTTPIngressPath, Option<Node<'a>>)> {
    let mut nodes = node.and_then(|rule| rule.field("http.paths")).into_iter().flat_map(Node::items);
    rule.http.iter().flat_map(|http| &http.paths).map(move |path| (path, nodes.next()))
}

/// Why an Ingress has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unserved {
    /// Its class does not exist, or it names none where classes are required.
    NoClass,
    /// Its class is one of ingress-nginx, and no installation in the input takes it.
    NoInstallation,
    /// The API server would not take it.
    Malformed,
}

/// All Ingresses of a Bundle.
#[derive(Debug, Default)]
pub struct Ingresses {
    /// Those that are served, oldest first; equal ages by `namespace/name` descending (ingress-nginx's
    /// `sortIngressSlice`).
    pub served: Vec<IngressView>,
    /// Those that are not.
    pub unserved: Vec<(Object, Unserved)>,
    /// What is wrong with their shape.
    pub diagnostics: Vec<Diagnostic>,
    /// The installations of ingress-nginx: those of the input, then those that its classes are taken to have; one at least.
    pub(crate) installations: Vec<Flags>,
}

/// Reads all Ingresses of `bundle`.
pub fn read(bundle: &Bundle, options: impl Into<IngressOptions>) -> Ingresses {
    read_with(bundle, &options.into())
}

fn read_with(bundle: &Bundle, options: &IngressOptions) -> Ingresses {
    let given = Flags::all(bundle);
    let classes = Classes::new(bundle, &given, options);
    let mut all = Ingresses::default();
    all.served.reserve(bundle.of_kind(Kind::Ingress).count());
    for object in bundle.of_kind(Kind::Ingress) {
        match spec(object) {
            Ok(spec) => match classes.of(object) {
                Ok(class) => all.served.push(IngressView { object: object.clone(), spec, class }),
                Err(why) => all.unserved.push((object.clone(), why)),
            },
            Err(error) => {
                all.unserved.push((object.clone(), Unserved::Malformed));
                all.diagnostics.push(
                    Diagnostic::new(
                        Code::GW0103,
                        Args::new().with("field", &*error.field).with("problem", error.message),
                    )
                    .of((**object.id()).clone())
                    .at(&*error.field, Some(object.span_of(&error.field))),
                );
            }
        }
    }
    // An age is looked up once for each Ingress, not for each comparison.
    let age = |view: IngressView| ((view.object.created().to_owned(), Reverse(view.object.id().path())), view);
    let mut served: Vec<_> = all.served.into_iter().map(age).collect();
    order_by(&mut served, |a, b| a.0.cmp(&b.0));
    all.served = served.into_iter().map(|(_, view)| view).collect();
    all.installations = given;
    all.assume_installations(&options.nginx);
    all
}

impl Ingresses {
    /// What serves the classes of ingress-nginx that none of the input does: an installation for each controller that they
    /// name, with the command line that was chosen.
    fn assume_installations(&mut self, chosen: &NginxOptions) {
        let all = &mut self.installations;
        let is_open =
            |class: &&mut IngressClassChoice| class.dialect == Dialect::IngressNginx && class.installations.is_empty();
        for class in self.served.iter_mut().map(|view| &mut view.class).filter(is_open) {
            let known = all.iter().position(|flags| flags.from.is_none() && flags.controller_class == class.controller);
            class.installations.push(known.unwrap_or(all.len()));
            if known.is_none() {
                all.push(Flags::chosen(chosen, &class.controller));
            }
        }
        if all.is_empty() {
            all.push(Flags::chosen(chosen, NGINX));
        }
        flags::tell_apart(all, chosen);
    }
}

/// The spec. Labels and annotations are looked at as well, for they are texts or the API server takes none of it; the rest
/// of the metadata is the cluster's own writing.
fn spec(object: &Object) -> Result<IngressSpec, ViewError> {
    for texts in ["metadata.labels", "metadata.annotations"] {
        object.view_at::<BTreeMap<String, String>>(texts)?;
    }
    object.view_at("spec")
}
