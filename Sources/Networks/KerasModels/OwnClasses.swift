import Support

extension JSONValue {
  /// What the class of a described object is called where it is not Keras's own, though its name may be one of
  /// Keras's; `nil` for Keras's classes.
  ///
  /// Keras 3 writes of every object the module of its class, nothing where that is the program itself, and the name
  /// under which a class of somebody's own is registered. Keras 2 writes neither: there names are all there is.
  var ownClass: String? {
    guard let fields = object else { return nil }
    let name = self["class_name"].string ?? "nothing"
    if let registered = fields["registered_name"], ![.null, .string(name)].contains(registered) {
      return registered.short
    }
    guard let module = fields["module"] else { return nil }
    guard let module = module.string else { return name }
    let package = module.prefix { $0 != "." }
    // Functions have the class `function` of Python's own module.
    return ["keras", "keras_core", "tf_keras", "tensorflow", "builtins"].contains(package)
      ? nil : "\(module).\(name)"
  }
}
