//! The command line of the controller, where its Deployment or DaemonSet is in the input.

use gatefold_manifest::{Bundle, Kind, Node, Object};

use crate::{
    annotation::{PREFIX, parse_bool},
    class::NGINX,
    options::NginxOptions,
};

/// The flags that change what an Ingress means; those that are not written have the controller's own values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flags {
    /// What the installation is called: its controller class, with its Deployment where another goes by the same.
    pub(crate) name: String,
    /// A word for it that no other has; empty where it is the only one.
    pub(crate) label: String,
    /// The Deployment or DaemonSet, with its namespace; none where the input has none.
    pub(crate) from: Option<String>,
    pub(crate) ingress_class: String,
    pub(crate) controller_class: String,
    pub(crate) class_by_name: bool,
    pub(crate) without_class: bool,
    /// `namespace/name`.
    pub(crate) config_map: Option<(String, String)>,
    pub(crate) default_backend: Option<(String, String)>,
    pub(crate) annotations_prefix: String,
    pub(crate) validates: bool,
    pub(crate) catch_all: bool,
    pub(crate) external_names: bool,
    pub(crate) inspects: bool,
    /// Whether TLS may be handed through; none where neither the input nor a choice says.
    pub(crate) passthrough: Option<bool>,
    pub(crate) namespace: String,
    /// Whether `spec.ingressClassName` counts for nothing.
    pub(crate) ignores_class_name: bool,
    /// Where it listens for http and https.
    pub(crate) ports: [u16; 2],
    /// A flag that is written, changes what is served and is not modelled.
    pub(crate) unmodelled: Option<&'static str>,
}

/// The namespace and name that the controller's manifests give its ConfigMap.
pub(crate) const CONFIG_MAP: (&str, &str) = ("ingress-nginx", "ingress-nginx-controller");

/// Flags that choose Ingresses by what no input has.
const UNMODELLED: &[&str] = &["watch-namespace-selector"];

impl Default for Flags {
    fn default() -> Self {
        Self {
            name: NGINX.to_owned(),
            label: String::new(),
            from: None,
            ingress_class: "nginx".to_owned(),
            controller_class: NGINX.to_owned(),
            class_by_name: false,
            without_class: false,
            config_map: None,
            default_backend: None,
            annotations_prefix: PREFIX.trim_end_matches('/').to_owned(),
            validates: true,
            catch_all: true,
            external_names: true,
            inspects: true,
            passthrough: None,
            namespace: String::new(),
            ignores_class_name: false,
            ports: [80, 443],
            unmodelled: None,
        }
    }
}

/// `namespace/name`, as flags name objects.
pub(crate) fn pair(text: &str) -> Option<(String, String)> {
    let (namespace, name) = text.split_once('/')?;
    (!namespace.is_empty() && !name.is_empty()).then(|| (namespace.to_owned(), name.to_owned()))
}

/// Says what each of `all` is called, and which ConfigMap is whose: the one that a person names, or that its manifests have,
/// is the only installation's; of several it is that of one whose command line names none.
pub(crate) fn tell_apart(all: &mut [Flags], chosen: &NginxOptions) {
    let is_only = all.len() == 1;
    let words: [fn(&Flags) -> &str; 3] = [|flags| &flags.ingress_class, Flags::class_end, Flags::place];
    let labels = words.into_iter().map(|word| all.iter().map(|flags| word(flags).to_owned()).collect::<Vec<_>>());
    let labels = labels.into_iter().find(|labels| (1..labels.len()).all(|at| !labels[..at].contains(&labels[at])));
    for at in 0..all.len() {
        let class = &all[at].controller_class;
        let is_shared = all.iter().filter(|other| other.controller_class == *class).count() > 1;
        let name = if is_shared { format!("{class} ({})", all[at].place()) } else { class.clone() };
        let flags = &mut all[at];
        flags.name = name;
        if !is_only {
            flags.label = labels.as_ref().map_or_else(|| (at + 1).to_string(), |labels| labels[at].clone());
        }
        let named = chosen.config_map.as_deref().and_then(pair);
        let usual = (is_only || flags.controller_class == NGINX).then_some(CONFIG_MAP);
        let usual = usual.map(|(namespace, name)| (namespace.to_owned(), name.to_owned()));
        flags.config_map = match flags.config_map.take() {
            Some(own) if !is_only => Some(own),
            own => named.or(own).or(usual),
        };
    }
}

impl Flags {
    /// Whether TLS is handed through for the Ingresses that ask for it.
    pub(crate) fn hands_tls_through(&self) -> bool {
        self.passthrough != Some(false)
    }

    /// Those of every installation in the input.
    pub(crate) fn all(bundle: &Bundle) -> Vec<Self> {
        bundle.of_kind(Kind::Other).filter_map(Self::of).collect()
    }

    /// Those that were chosen for an installation that is not in the input.
    pub(crate) fn chosen(options: &NginxOptions, controller_class: &str) -> Self {
        let mut flags = Self { controller_class: controller_class.to_owned(), ..Self::default() };
        for (key, value) in &options.settings {
            if let Some(name) = key.strip_prefix("--") {
                flags.set(name, value);
            }
        }
        flags
    }

    /// The last part of its controller class.
    fn class_end(&self) -> &str {
        self.controller_class.rsplit('/').next().unwrap_or_default()
    }

    /// The namespace and name of its Deployment.
    fn place(&self) -> &str {
        self.from.as_deref().and_then(|from| from.split(' ').next_back()).unwrap_or_default()
    }

    /// Whether it looks at the Ingresses of a namespace.
    pub(crate) fn watches(&self, namespace: &str) -> bool {
        self.namespace.is_empty() || self.namespace == namespace
    }

    fn of(object: &Object) -> Option<Self> {
        if !matches!(&*object.id().kind, "Deployment" | "DaemonSet") {
            return None;
        }
        let containers = object.field("spec.template.spec.containers")?;
        let is_controller = |container: &Node<'_>| {
            container
                .get("args")
                .into_iter()
                .chain(container.get("command"))
                .flat_map(Node::items)
                .any(|word| word.text().ends_with("/nginx-ingress-controller"))
                || container.get("image").is_some_and(|image| image.text().contains("ingress-nginx/controller"))
        };
        let container = containers.items().find(is_controller)?;
        let mut flags = Self { from: Some(object.id().to_string()), passthrough: Some(false), ..Self::default() };
        let mut words =
            container.get("command").into_iter().chain(container.get("args")).flat_map(Node::items).map(Node::text);
        let mut pending = None;
        while let Some(word) = pending.take().or_else(|| words.next()) {
            let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else { continue };
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (flag, None),
            };
            // A flag with a value may have it in the next word; a switch never has.
            let value = match value {
                None if flags.switch(name).is_none() => match words.next() {
                    Some(next) if next.starts_with("--") => {
                        pending = Some(next);
                        ""
                    }
                    next => next.unwrap_or_default(),
                },
                value => value.unwrap_or("true"),
            };
            // `$(POD_NAMESPACE)` is the namespace that the controller is in.
            flags.set(name, &value.replace("$(POD_NAMESPACE)", object.namespace()));
        }
        Some(flags)
    }

    fn switch(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "ingress-class-by-name" => &mut self.class_by_name,
            "watch-ingress-without-class" => &mut self.without_class,
            "enable-annotation-validation" => &mut self.validates,
            "disable-catch-all" => &mut self.catch_all,
            "disable-svc-external-name" => &mut self.external_names,
            "deep-inspect" => &mut self.inspects,
            "enable-ssl-passthrough" => self.passthrough.get_or_insert(false),
            "ignore-ingress-class" => &mut self.ignores_class_name,
            _ => return None,
        })
    }

    fn set(&mut self, name: &str, value: &str) {
        if let Some(switch) = self.switch(name) {
            let on = parse_bool(value).unwrap_or(true);
            *switch = on != name.starts_with("disable-");
            return;
        }
        match name {
            "ingress-class" => value.clone_into(&mut self.ingress_class),
            "controller-class" => value.clone_into(&mut self.controller_class),
            "configmap" => self.config_map = pair(value),
            "default-backend-service" => self.default_backend = pair(value),
            "annotations-prefix" => value.clone_into(&mut self.annotations_prefix),
            "watch-namespace" => value.clone_into(&mut self.namespace),
            "http-port" => self.ports[0] = value.parse().unwrap_or(80),
            "https-port" => self.ports[1] = value.parse().unwrap_or(443),
            _ => self.unmodelled = UNMODELLED.iter().find(|flag| **flag == name).copied().or(self.unmodelled),
        }
    }
}

#[cfg(test)]
mod tests {
    use gatefold_manifest::{Source, read};

    use super::*;

    #[test]
    fn flags_are_read_as_the_controller_reads_them() {
        let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: c, namespace: edge}\nspec: {template: {spec: \
                    {containers: [{name: other, args: [--ingress-class=no]}, {name: c, args: [/nginx-ingress-controller, \
                    --ingress-class, public, --watch-ingress-without-class, --configmap=$(POD_NAMESPACE)/settings, \
                    --disable-svc-external-name=true, --enable-annotation-validation=false, --v, '2']}]}}}\n";
        let bundle = read(&[Source { name: "a".into(), text: text.into() }]).bundle;
        let flags = &Flags::all(&bundle)[0];
        assert_eq!(flags.from.as_deref(), Some("Deployment edge/c"));
        assert_eq!(flags.ingress_class, "public");
        assert!(flags.without_class && !flags.external_names && !flags.validates && flags.catch_all);
        assert_eq!(flags.config_map, Some(("edge".to_owned(), "settings".to_owned())));
    }
}
