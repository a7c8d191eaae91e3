"""Networks that people fine-tune: transfer learning, and Keras's other networks in the small.

Every function takes the Keras it shall build with, `tf.keras` of 2.14 or Keras 3. Layers get no names of ours, except
where Keras's own networks name theirs: a user's file has the names that Keras counts up, and MCT's node names come
from them.
"""

from registry import kind


def mobile_net_v2(keras, until="block_2_add", pooling=None):
    """Keras's MobileNetV2 without its top, width 0.35, ended early so that its file is small."""
    whole = keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), alpha=0.35, include_top=False, weights=None)
    x = whole.get_layer(until).output
    if pooling == "avg":
        x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(whole.input, x, name=whole.name)


SHORT = "block_1_depthwise_relu"


# Transfer learning.

def augmentation(keras):
    return keras.Sequential([keras.layers.RandomFlip("horizontal"), keras.layers.RandomRotation(0.2)])


@kind("transfer", preprocessing="none")
def transfer(keras):
    """The transfer learning tutorial: augmentation, Rescaling, MobileNetV2 nested and frozen, pooling, dropout,
    logits."""
    layers = keras.layers
    augment = augmentation(keras)
    base = mobile_net_v2(keras, SHORT)
    base.trainable = False
    inputs = keras.Input(shape=(96, 96, 3))
    x = augment(inputs)
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(inputs, layers.Dense(5)(x))


@kind("transfer-preprocess-input", preprocessing="none", seed=2)
def transfer_preprocess_input(keras):
    """The same with `mobilenet_v2.preprocess_input` in the graph, op layers in place of Rescaling, and the base's
    last layers trainable again."""
    layers = keras.layers
    augment = augmentation(keras)
    base = mobile_net_v2(keras, SHORT)
    for layer in base.layers[:8]:
        layer.trainable = False
    inputs = keras.Input(shape=(96, 96, 3))
    x = augment(inputs)
    x = keras.applications.mobilenet_v2.preprocess_input(x)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(inputs, layers.Dense(5)(x))


@kind("sequential-base", seed=3)
def sequential_base(keras):
    """Sequential([base, GlobalAveragePooling2D, Dense(softmax)])."""
    layers = keras.layers
    return keras.Sequential([
        mobile_net_v2(keras, SHORT), layers.GlobalAveragePooling2D(), layers.Dense(4, activation="softmax")])


@kind("hidden-dense", seed=4)
def hidden_dense(keras):
    """A base that ends with an addition, a hidden Dense(relu), dropout, Dense(softmax)."""
    layers = keras.layers
    base = mobile_net_v2(keras)
    x = layers.GlobalAveragePooling2D()(base.output)
    x = layers.Dense(16, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
    return keras.Model(base.input, layers.Dense(4, activation="softmax")(x))


@kind("pooling-avg", seed=5)
def pooling_avg(keras):
    """A base with pooling="avg", nested."""
    layers = keras.layers
    base = mobile_net_v2(keras, SHORT, pooling="avg")
    inputs = keras.Input(shape=(96, 96, 3))
    x = base(inputs)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("sigmoid", seed=6, preprocessing="none")
def sigmoid(keras):
    """Two classes as one number: Dense(1, sigmoid)."""
    layers = keras.layers
    base = mobile_net_v2(keras, SHORT)
    inputs = keras.Input(shape=(96, 96, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


@kind("one-logit", seed=7)
def one_logit(keras):
    """Two classes as one number without sigmoid: Dense(1)."""
    layers = keras.layers
    base = mobile_net_v2(keras, SHORT)
    x = layers.GlobalAveragePooling2D()(base.output)
    return keras.Model(base.input, layers.Dense(1)(x))


@kind("logits", seed=8)
def logits(keras):
    """MobileNetV2 with its own top, not nested, as `classifier_activation=None` makes it, ended early."""
    layers = keras.layers
    base = mobile_net_v2(keras, SHORT)
    x = layers.GlobalAveragePooling2D()(base.output)
    x = layers.Dense(4, activation=None, name="predictions")(x)
    return keras.Model(base.input, x, name=base.name)


@kind("nested-twice", seed=9)
def nested_twice(keras):
    """A model in a model in a model, and a head that is a Sequential of its own."""
    layers = keras.layers
    base = mobile_net_v2(keras, SHORT)
    features = keras.Sequential([base, layers.GlobalAveragePooling2D()])
    head = keras.Sequential([layers.Dropout(0.1), layers.Dense(12, activation="relu"), layers.Dense(3)])
    inputs = keras.Input(shape=(96, 96, 3))
    return keras.Model(inputs, layers.Softmax()(head(features(inputs))))


# Keras's other networks, in the small.

@kind("mobilenet-v1", seed=60)
def mobilenet_v1(keras):
    """MobileNet (version 1) with its top, ended early: kept dimensions, dropout, convolution, Reshape, softmax."""
    layers = keras.layers
    whole = keras.applications.MobileNet(input_shape=(96, 96, 3), alpha=0.25, include_top=False, weights=None)
    x = whole.get_layer("conv_pw_3_relu").output
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Dropout(1e-3, name="dropout")(x)
    x = layers.Conv2D(4, (1, 1), padding="same", name="conv_preds")(x)
    x = layers.Reshape((4,), name="reshape_2")(x)
    x = layers.Activation("softmax", name="predictions")(x)
    return keras.Model(whole.input, x, name=whole.name)


def residual_block(layers, x, filters, name, stride=1, shortcut=True):
    """As in keras.applications.resnet: convolutions with biases, epsilon 1.001e-5."""
    def normalized(x, suffix):
        return layers.BatchNormalization(epsilon=1.001e-5, name=f"{name}_{suffix}_bn")(x)

    straight = x
    if shortcut:
        straight = normalized(layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(x), 0)
    x = normalized(layers.Conv2D(filters, 1, strides=stride, name=f"{name}_1_conv")(x), 1)
    x = layers.Activation("relu", name=f"{name}_1_relu")(x)
    x = normalized(layers.Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x), 2)
    x = layers.Activation("relu", name=f"{name}_2_relu")(x)
    x = normalized(layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x), 3)
    x = layers.Add(name=f"{name}_add")([straight, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


@kind("resnet", seed=61, preprocessing="caffe")
def resnet(keras):
    """A small ResNet as Keras writes them: padded 7x7 convolution, max pooling, bottleneck blocks."""
    layers = keras.layers
    inputs = keras.Input(shape=(96, 96, 3))
    x = layers.ZeroPadding2D(((3, 3), (3, 3)), name="conv1_pad")(inputs)
    x = layers.Conv2D(8, 7, strides=2, name="conv1_conv")(x)
    x = layers.BatchNormalization(epsilon=1.001e-5, name="conv1_bn")(x)
    x = layers.Activation("relu", name="conv1_relu")(x)
    x = layers.ZeroPadding2D(((1, 1), (1, 1)), name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    x = residual_block(layers, x, 4, "conv2_block1")
    x = residual_block(layers, x, 4, "conv2_block2", shortcut=False)
    x = residual_block(layers, x, 6, "conv3_block1", stride=2)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax", name="predictions")(x), name="resnet")


@kind("resnet-v2", seed=12, preprocessing="torch")
def resnet_v2(keras):
    """A small pre-activation ResNet: batch normalization and relu before the convolutions, max pooling shortcut."""
    layers = keras.layers
    inputs = keras.Input(shape=(96, 96, 3))
    x = layers.Conv2D(8, 5, strides=2, padding="same")(inputs)
    for stride in (1, 2):
        before = layers.Activation("relu")(layers.BatchNormalization()(x))
        straight = layers.MaxPooling2D(1, strides=stride)(x) if stride > 1 else layers.Conv2D(16, 1)(before)
        x = layers.Conv2D(6, 1, use_bias=False)(before)
        x = layers.Activation("relu")(layers.BatchNormalization()(x))
        x = layers.Conv2D(16, 3, strides=stride, padding="same")(x)
        x = layers.Add()([straight, x])
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("vgg", seed=13, preprocessing="caffe", shape=(64, 64, 3))
def vgg(keras):
    """A small VGG: convolutions with relu and biases, max pooling, Flatten, two hidden Dense(relu)."""
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = inputs
    for block, (filters, count) in enumerate([(6, 2), (8, 2), (10, 1), (10, 1)], 1):
        for i in range(1, count + 1):
            x = layers.Conv2D(filters, 3, activation="relu", padding="same", name=f"block{block}_conv{i}")(x)
        x = layers.MaxPooling2D(2, strides=2, name=f"block{block}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(16, activation="relu", name="fc1")(x)
    x = layers.Dense(16, activation="relu", name="fc2")(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax", name="predictions")(x), name="vgg")


@kind("plain-cnn", seed=14, preprocessing="none", shape=(64, 64, 3), compiled=True)
def plain_cnn(keras):
    """The image classification tutorial: Sequential with augmentation, Rescaling, convolutions, Flatten; compiled,
    saved with the optimizer's state."""
    layers = keras.layers
    augment = keras.Sequential([
        layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.1)])
    return keras.Sequential([
        keras.Input(shape=(64, 64, 3)),
        augment,
        layers.Rescaling(1 / 255),
        layers.Conv2D(6, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.2),
        layers.Flatten(),
        layers.Dense(12, activation="relu"),
        layers.Dense(5)])


def with_preprocessing(keras, preprocess):
    layers = keras.layers
    inputs = keras.Input(shape=(64, 64, 3))
    x = preprocess(inputs)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.Conv2D(8, 3, strides=2, activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(x))


@kind("caffe-in-graph", seed=45, shape=(64, 64, 3), preprocessing="none")
def caffe_in_graph(keras):
    """`resnet50.preprocess_input` (VGG's too) in the graph: channels turned round, means subtracted."""
    return with_preprocessing(keras, keras.applications.resnet50.preprocess_input)


@kind("torch-in-graph", seed=46, shape=(64, 64, 3), preprocessing="none")
def torch_in_graph(keras):
    """`densenet.preprocess_input` in the graph: divided, means subtracted, divided by deviations."""
    return with_preprocessing(keras, keras.applications.densenet.preprocess_input)
