import Imaging

extension Workbook {
  /// The images to count right answers on: those of ``images(first:)``, with the network's outputs as labels.
  ///
  /// - Parameter count: How many; all when `nil`.
  /// - Throws: ``ClassFoldersUnknown`` when nobody knows which output a folder's images should have; and what
  ///   ``images(first:)`` throws.
  public func labelledImages(first count: Int? = nil) throws -> [LabelledImage] {
    if let error = try checkLabels() { throw error }
    return try images(first: count)
  }

  /// The names of the network's outputs: those of the class list, or of the folders when there is one for every
  /// class; else none, since nobody knows which folder is which output.
  ///
  /// - Throws: What ``imageFolder()`` and ``network()`` throw.
  public func classes() throws -> ClassList {
    try checkLabels() == nil ? imageFolder().classes : ClassList(entries: [])
  }

  /// Why the images' labels are not the network's outputs, or `nil` when they are.
  private func checkLabels() throws -> ClassFoldersUnknown? {
    guard try classList() == nil else { return nil }
    let (folder, classes) = (try imageFolder(), try network().model.classCount)
    let folders = folder.classes.entries.count
    return folders == classes
      ? nil
      : ClassFoldersUnknown(
        path: folder.url.path, folders: folders, classes: classes, isOwnNetwork: isOwnNetwork)
  }
}
