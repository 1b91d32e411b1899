//! The allow-lists: whatever is not here is refused.

pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Elements of the SVG namespace. Left out for a reason: everything that runs, loads, links or moves;
/// markers (drawn once per corner of a path, a cheap way to ask for endless work); turbulence,
/// convolution, morphology, displacement and lighting filters (slow, and no badge needs them).
pub(super) fn element(name: &str) -> bool {
    ELEMENTS.contains(&name)
}

/// Attributes without a namespace, whatever element they stand on.
pub(super) fn attribute(name: &str) -> bool {
    ATTRIBUTES.contains(&name) || property(name) || plain_text(name)
}

/// Attributes that no program gives a meaning beyond their characters.
pub(super) fn plain_text(name: &str) -> bool {
    matches!(
        name,
        "id" | "class" | "role" | "lang" | "type" | "in" | "in2" | "result"
    ) || name.starts_with("aria-")
        || name.starts_with("data-")
}

/// CSS properties, which may also be written as attributes.
pub(super) fn property(name: &str) -> bool {
    PROPERTIES.contains(&name) || name.starts_with("-inkscape-")
}

/// CSS and transform functions; `url` is looked at on its own.
pub(super) fn function(name: &str) -> bool {
    const FUNCTIONS: &[&str] = &[
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "matrix",
        "translate",
        "scale",
        "rotate",
        "skewX",
        "skewY",
        "url",
    ];
    FUNCTIONS.contains(&name)
}

/// Namespaces in which drawing programs keep notes for themselves. What is in them is left out of the
/// published file; what is in any other foreign namespace is refused.
pub(super) fn editor_namespace(uri: &str) -> bool {
    EDITOR_NAMESPACES.iter().any(|known| uri.starts_with(known))
}

/// Namespaces of credentials baked into an SVG, by Open Badges 2.0 and 3.0.
pub(super) fn badge_namespace(uri: &str) -> bool {
    uri.contains("openbadges.org") || uri.contains("purl.imsglobal.org/ob")
}

const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "metadata",
    "style",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textPath",
    "linearGradient",
    "radialGradient",
    "stop",
    "pattern",
    "clipPath",
    "mask",
    "image",
    "filter",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feOffset",
];

const ATTRIBUTES: &[&str] = &[
    "version",
    "baseProfile",
    "width",
    "height",
    "viewBox",
    "preserveAspectRatio",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "fr",
    "d",
    "points",
    "pathLength",
    "dx",
    "dy",
    "rotate",
    "textLength",
    "lengthAdjust",
    "startOffset",
    "method",
    "spacing",
    "side",
    "offset",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "patternUnits",
    "patternContentUnits",
    "patternTransform",
    "clipPathUnits",
    "maskUnits",
    "maskContentUnits",
    "filterUnits",
    "primitiveUnits",
    "stdDeviation",
    "edgeMode",
    "mode",
    "operator",
    "k1",
    "k2",
    "k3",
    "k4",
    "values",
    "tableValues",
    "slope",
    "intercept",
    "amplitude",
    "exponent",
    "media",
    "title",
    "focusable",
    "zoomAndPan",
    "contentScriptType",
    "contentStyleType",
];

const PROPERTIES: &[&str] = &[
    "alignment-baseline",
    "baseline-shift",
    "clip",
    "clip-path",
    "clip-rule",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "color-rendering",
    "direction",
    "display",
    "dominant-baseline",
    "enable-background",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "flood-color",
    "flood-opacity",
    "font",
    "font-family",
    "font-feature-settings",
    "font-kerning",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-variant-alternates",
    "font-variant-caps",
    "font-variant-east-asian",
    "font-variant-ligatures",
    "font-variant-numeric",
    "font-variant-position",
    "font-variation-settings",
    "font-weight",
    "glyph-orientation-vertical",
    "image-rendering",
    "isolation",
    "kerning",
    "letter-spacing",
    "line-height",
    "mask",
    "mask-type",
    "mix-blend-mode",
    "opacity",
    "overflow",
    "paint-order",
    "shape-padding",
    "shape-rendering",
    "solid-color",
    "solid-opacity",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-align",
    "text-anchor",
    "text-decoration",
    "text-decoration-color",
    "text-decoration-line",
    "text-decoration-style",
    "text-indent",
    "text-orientation",
    "text-rendering",
    "text-transform",
    "transform",
    "transform-origin",
    "unicode-bidi",
    "vector-effect",
    "visibility",
    "white-space",
    "word-spacing",
    "writing-mode",
];

const EDITOR_NAMESPACES: &[&str] = &[
    "http://www.inkscape.org/",
    "http://sodipodi.sourceforge.net/",
    "http://inkscape.sourceforge.net/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns",
    "http://purl.org/dc/",
    "http://creativecommons.org/ns",
    "http://web.resource.org/cc/",
    "http://ns.adobe.com/",
    "http://www.bohemiancoding.com/sketch/",
    "http://www.serif.com/",
    "http://vectornator.io",
    "http://www.figma.com/figma/",
    "http://krita.org/",
    "http://www.corel.com/",
    "http://xml.openoffice.org/",
    "https://boxy-svg.com",
    "https://sketch.io/",
];
